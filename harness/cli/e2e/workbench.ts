// The built command line as its users start it: a real process in a directory of its own, and afterwards a look
// at what it left behind. Finds processes by an environment variable that whatever it starts inherits; that
// look needs /proc, so elsewhere it finds nobody.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Judged, judgedSchema } from '../../../results/verdicts/judged.js';

/** Where package.json is, above the sources as well as above what is built of them. */
export const repositoryRoot: string = rootAbove(path.dirname(fileURLToPath(import.meta.url)));
const strategiesFolder = path.join(repositoryRoot, 'harness', 'cli', 'e2e', 'strategies');

/** Carries the workbench's directory to everything that is started below it. */
const markVariable = 'TEST_BENCH_OF_HOLDFAST';

export interface Ending {
  code: number | null;
  out: string;
  err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  /** Resolves as soon as stderr holds `text`; rejects when the program has ended without saying it. */
  says(text: string): Promise<void>;
  /** All that stderr has held so far. */
  said(): string;
  /** false when the program had ended. `wholeGroup`: to whatever it started in its group, too. */
  signal(name: NodeJS.Signals, wholeGroup: boolean): boolean;
}

interface StartOptions {
  stdout?: 'pipe' | number;
  /** A program and its arguments that run the command line, which is added to them. */
  through?: readonly string[];
}

export class Workbench {
  /** Absolute; the working directory of what is run. */
  readonly cwd: string;
  readonly #main: string;

  /** `root`: where package.json and dist are. `place`: the directory in which it makes its own. */
  constructor({ root = repositoryRoot, place = tmpdir() }: { root?: string; place?: string } = {}) {
    this.cwd = fs.realpathSync(fs.mkdtempSync(path.join(place, 'holdfast-e2e-')));
    this.#main = path.join(root, 'dist', 'harness', 'cli', 'main.js');
  }

  path(...parts: string[]): string {
    return path.join(this.cwd, ...parts);
  }

  run(...argv: string[]): Promise<Ending> {
    return this.start(argv).ended;
  }

  /** In a process group of its own, as a terminal would start it. */
  start(argv: readonly string[], { stdout = 'pipe', through = [] }: StartOptions = {}): Started {
    const [file = process.execPath, ...args] = [...through, process.execPath, this.#main, ...argv];
    const child = spawn(file, args, {
      cwd: this.cwd,
      detached: true,
      env: { ...process.env, NO_COLOR: '1', [markVariable]: this.cwd },
      stdio: ['ignore', stdout, 'pipe'],
    });
    const told = { out: '', err: '' };
    child.stdout?.on('data', (chunk: Buffer) => {
      told.out += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      told.err += chunk.toString();
    });
    const ended = once(child, 'close').then(([code]): Ending => ({ code, ...told }));
    return {
      child,
      ended,
      said: () => told.err,
      signal(name, wholeGroup) {
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
        return process.kill(wholeGroup ? -child.pid : child.pid, name);
      },
      async says(text) {
        while (!told.err.includes(text)) {
          if (child.exitCode !== null) throw new Error(`ended without saying "${text}":\n${told.err}`);
          await sleep(10);
        }
      },
    };
  }

  /** Processes that this bench's programs have started and that still live, each with its command line. */
  processes(): { pid: number; command: string }[] {
    if (process.platform !== 'linux') return [];
    return fs.readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        const environment = fs.readFileSync(`/proc/${name}/environ`, 'latin1').split('\0');
        if (!environment.includes(`${markVariable}=${this.cwd}`)) return [];
        const command = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // A zombie has neither, and a process of another user can't be read.
        return command === '' ? [] : [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
  }

  /** The same, after they had up to `waitMsMax` to disappear. */
  async processesAfter(waitMsMax: number): Promise<string[]> {
    const deadline = performance.now() + waitMsMax;
    while (this.processes().length > 0 && performance.now() < deadline) await sleep(50);
    return this.processes().map(({ command }) => command);
  }

  /** Names in the working directory, or below it. */
  names(...parts: string[]): string[] {
    return fs.readdirSync(this.path(...parts)).sort();
  }

  remove(): void {
    for (const { pid } of this.processes()) process.kill(pid, 'SIGKILL');
    fs.rmSync(this.cwd, { recursive: true, force: true, maxRetries: 10 });
  }
}

function rootAbove(folder: string): string {
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : rootAbove(path.dirname(folder));
}

/** A strategy that is broken on purpose, from the folder beside this file. */
export function fixture(name: string): string {
  return path.join(strategiesFolder, `${name}.mjs`);
}

/** What `--json` printed: one judged run and nothing else. */
export function judgedIn({ out, err }: Ending): Judged {
  try {
    return judgedSchema.parse(JSON.parse(out));
  } catch (cause) {
    throw new Error(`no judged run on stdout: ${out.slice(0, 500)}\n${err}`, { cause });
  }
}

export interface Row {
  decision: string;
  /** `scope check verdict` of every finding that is no pass. */
  findings: Judged['strategies'][number]['findings'];
  /** Names of the anomalies in the failed `completes` of a scenario. */
  deaths: string[];
}

export function rowOf(judged: Judged, id: string): Row {
  const row = judged.strategies.find((strategy) => strategy.id === id);
  if (row === undefined) throw new Error(`no row for ${id}`);
  const deaths = row.findings
    .filter(({ check, verdict }) => check === 'completes' && verdict === 'fail')
    .flatMap(({ evidence }) => evidence.map(({ anomaly }) => anomaly));
  return { decision: row.decision, findings: row.findings, deaths };
}
