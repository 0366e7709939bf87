// describeStorage: the scenarios of `holdfast run` as tests of a project of its own. The run is started once,
// in a process of its own, exactly as the command line would: strategies are judged in threads and processes,
// never in the process of the test.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Profile } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import { type Judged, judgedSchema } from '../../results/verdicts/judged.js';
import type { Policy } from '../../results/vocabulary/verdict.js';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { criteria } from '../../scenarios/criteria.js';
import { runsByDefault } from '../../scenarios/scenario.js';
import { StorageAssertionError } from './storage-assertion.js';

export interface StorageOptions {
  /** Ids. Default: all of them, which takes minutes. */
  scenarios?: readonly string[];
  /** Default: quick. */
  profile?: Profile;
  /** What is required: see `holdfast explain`. Default: m03. */
  policy?: Policy;
  /** Where the strategy's files are put. Default: the system's directory for temporary files. */
  dir?: string;
  /** For the run. Default: half an hour. */
  timeoutMs?: number;
}

const HALF_AN_HOUR_MS = 30 * 60_000;
const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));

/** `strategy`: the file of a module, as a path or URL, or the id of a built-in one. One test for each scenario. */
export function describeStorage(strategy: string | URL, options: StorageOptions = {}): void {
  const typed = strategy instanceof URL ? fileURLToPath(strategy) : strategy;
  const known = scenarios.map(({ id }) => id);
  const wanted = options.scenarios ?? scenarios.filter(runsByDefault).map(({ id }) => id);
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown !== undefined) throw new RangeError(`There is no scenario "${unknown}": ${known.join(', ')}`);
  describe(`storage: ${typed}`, () => {
    const out = mkdtempSync(join(tmpdir(), 'holdfast-storage-'));
    let judged: Judged;
    beforeAll(async () => {
      judged = await run(typed, wanted, out, options);
    }, options.timeoutMs ?? HALF_AN_HOUR_MS);
    afterAll(() => rmSync(out, { recursive: true, force: true }));

    test.for(wanted)('%s', (id, context) => {
      const findings = findingsOf(judged, typed, id, options.policy ?? 'm03');
      const grave = findings.filter(({ verdict }) => verdict === 'fail');
      const open = findings.filter(({ verdict }) => verdict === 'unknown');
      if (grave.length > 0) throw complaint('NOT_SAFE', grave);
      if (open.length > 0) throw complaint('INCONCLUSIVE', open);
      if (findings.every(({ verdict }) => verdict === 'n/a')) context.skip('it does not apply here');
    });
  });
}

/** Those that a required criterion rests on, in the scopes that the strategy claims. */
function findingsOf(judged: Judged, typed: string, scenario: string, policy: Policy): Finding[] {
  const row = judged.strategies.find(({ role, id }) => id === typed || role !== 'canary');
  if (row === undefined) throw new Error(`the run says nothing of ${typed}`);
  const required = criteria.filter(({ requiredBy }) => requiredBy.includes(policy));
  const proving = new Set(required.flatMap(({ provenBy }) => provenBy));
  const { claims } = row;
  return row.findings.filter(
    (finding) =>
      finding.scenario === scenario &&
      claims[finding.scope] !== false &&
      (finding.check === 'completes' || proving.has(`${scenario}/${finding.check}`)),
  );
}

function complaint(code: 'NOT_SAFE' | 'INCONCLUSIVE', findings: readonly Finding[]): StorageAssertionError {
  const lines = findings.flatMap(({ check, scope, summary, evidence }) => {
    const [first] = evidence;
    const shown = first === undefined ? [] : [first.description, ...first.witness.map((line) => `  ${line}`)];
    return [`${check} (${scope}): ${summary}`, ...shown.map((line) => `  ${line}`)];
  });
  return new StorageAssertionError(code, lines.join('\n'), { matcher: complaint });
}

async function run(
  typed: string,
  wanted: readonly string[],
  out: string,
  { profile = 'quick', policy = 'm03', dir = join(out, 'files') }: StorageOptions,
): Promise<Judged> {
  const argv = ['run', '--strategy', typed, '--scenario', wanted.join(','), '--profile', profile];
  const places = ['--policy', policy, '--dir', dir, '--out', join(out, 'run'), '--json', '--quiet'];
  const child = spawn(process.execPath, [main, ...argv, ...places], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  if (said.out === '') throw new Error(`holdfast run failed:\n${said.err}`);
  return judgedSchema.parse(JSON.parse(said.out));
}
