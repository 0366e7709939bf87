// Lets tests drive a real client in a child process, in a real directory, and returns its reports with inodes
// numbered in the order in which they appear.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { serveLocks } from '../../../../strategies/locks/broker.js';
import type { Entry, Report, Script } from '../../client-protocol.js';
import type { DriveTask, Hand } from './drive-entry.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const ENTRY = join(ROOT, 'dist/harness/interleavings/client/testing/drive-entry.js');

export interface Asked {
  /** A built-in one, or a module's text. */
  strategy: string | { source: string };
  script?: Partial<Script>;
  /** By the schedule's directory. */
  hands?: (directory: string) => Hand[];
  repeats?: number;
  /** In a worker thread of this process instead of a child process. */
  thread?: boolean;
  /** Before the child starts, in every directory. */
  prepare?: (directory: string) => void;
}

export interface Driven {
  reports: Report[];
  directory: string;
}

/**
 * The text of a strategy that keeps JSON in place and has no lock, with the parts named in `body` its own:
 * functions `read(path)`, `write(path, next)`, `open(path)`, `close(path)`. `fs`, `load`, `save` are at hand.
 */
export function inlineStrategy(body: string): { source: string } {
  return {
    source: `
import fs from 'node:fs';
const refuse = (code, message) => { throw Object.assign(new Error(message), { code }); };
const load = (path) => JSON.parse(fs.readFileSync(path, 'utf8'));
const save = (path, next, rev) => {
  const stored = { ...next, rev, updated_at: '' };
  fs.writeFileSync(path, JSON.stringify(stored));
  return stored;
};
const own = await (async () => { ${body} })();
const parts = {
  open: () => {},
  close: () => {},
  read: (path) => (fs.existsSync(path) ? load(path) : null),
  write: (path, next, expectedRev) => save(path, next, expectedRev + 1),
  ...own,
};
export default {
  id: 'inline',
  async open(path) {
    await parts.open(path);
    return {
      read: async () => await parts.read(path),
      write: async (next, expectedRev) => await parts.write(path, next, expectedRev),
      close: async () => await parts.close(path),
    };
  },
};`,
  };
}

/** All rounds in one child, one after another, each in a directory of its own. */
export async function drive<T>(asked: Asked, look: (rounds: Driven[]) => T): Promise<T> {
  const top = fs.mkdtempSync(join(tmpdir(), 'holdfast-client-'));
  try {
    const directories = Array.from({ length: asked.repeats ?? 1 }, (_, index) => join(top, `s${index}`));
    for (const directory of directories) {
      fs.mkdirSync(directory);
      asked.prepare?.(directory);
    }
    const resultPath = join(top, 'reports.json');
    const task: DriveTask = {
      strategy: referenceOf(asked.strategy, top),
      resultPath,
      rounds: directories.map((directory) => ({
        script: { ...scriptIn(directory), ...asked.script },
        hands: asked.hands?.(directory) ?? [],
      })),
    };
    await (asked.thread ? inThread(task) : inProcess(task));
    const transcripts = JSON.parse(fs.readFileSync(resultPath, 'utf8')) as Report[][];
    return look(
      transcripts.map((reports, index) => ({
        reports: withCountedInodes(reports),
        directory: directories[index] ?? '',
      })),
    );
  } finally {
    fs.rmSync(top, { recursive: true });
  }
}

export function driveOnce<T>(asked: Asked, look: (reports: Report[], directory: string) => T): Promise<T> {
  return drive(asked, ([first]) => look(first?.reports ?? [], first?.directory ?? ''));
}

async function inProcess(task: DriveTask): Promise<void> {
  await promisify(execFile)(process.execPath, [ENTRY, JSON.stringify(task)], { timeout: 50_000 });
}

async function inThread(task: DriveTask): Promise<void> {
  const port = serveLocks();
  const argv = [JSON.stringify(task)];
  const worker = new Worker(ENTRY, { argv, workerData: port, transferList: [port] });
  const [code] = (await once(worker, 'exit')) as [number];
  if (code !== 0) throw new Error(`the thread ended with ${code}`);
}

function referenceOf(strategy: Asked['strategy'], top: string): string {
  if (typeof strategy === 'string') return strategy;
  const path = join(top, 'strategy.mjs');
  fs.writeFileSync(path, strategy.source);
  return pathToFileURL(path).href;
}

function scriptIn(directory: string): Script {
  return {
    client: 0,
    directory,
    document: join(directory, 'tasks.yaml'),
    job: { do: 'write', writes: 1, triesMax: 6 },
    documentBytes: 200,
    lockTimeoutMs: 0,
    seed: 7,
    contended: 'all',
    alone: false,
    dieAfter: null,
  };
}

/** Numbers are given when an inode is made or first seen: the kernel uses the number of a dead file again. */
function withCountedInodes(reports: Report[]): Report[] {
  const numbers = new Map<string, string>();
  let last = 0;
  const number = (inode: string, made: boolean) => {
    if (made || !numbers.has(inode)) {
      last += 1;
      numbers.set(inode, String(last));
    }
    return numbers.get(inode) ?? '';
  };
  const met: string[] = [];
  return reports.map((report) => {
    met.push(...report.inodes);
    const entries = report.entries.map((entry) => {
      if (entry.e !== 'operation') return entry;
      for (const { resource, made } of entry.accesses) {
        if (made && 'inode' in resource) number(met[resource.inode] ?? '', true);
      }
      const counted = JSON.stringify(entry).replace(
        /("inode":|\{met:)(\d+)/g,
        (_, before: string, inode: string) => before + number(met[Number(inode)] ?? '', false),
      );
      return JSON.parse(counted) as Entry;
    });
    return { ...report, entries, inodes: [] };
  });
}

export function entriesOf(reports: readonly Report[]): Entry[] {
  return reports.flatMap((report) => report.entries);
}

/** What was done, in order. */
export function labelsOf(reports: readonly Report[]): string[] {
  return entriesOf(reports).flatMap((entry) => (entry.e === 'operation' ? [entry.label] : []));
}

/** Before what it stood. */
export function gatesOf(reports: readonly Report[]): string[] {
  return reports.flatMap(({ position }) => (position.at === 'gate' ? [position.label] : []));
}

export function endOf(reports: readonly Report[]): Report['position'] | undefined {
  return reports.at(-1)?.position;
}
