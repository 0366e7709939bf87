// Prints how fast histories are checked, beside the goal, and how much memory that takes: each kind of
// history in a process of its own. Run it built: node
// dist/scenarios/checks/history/testing/history-benchmark.js [OPERATIONS]; a second argument names another
// built tree to compare with, in alternation.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { HistoryFact, HistoryOp, Observed, WriteOp } from '../../../../results/vocabulary/history.js';
import type { AnomalyKind } from '../history-anomaly.js';

const goalPerSecond = 1_000_000;
const goalMb = 300;
const ROUNDS = 3;
const CHECKER = 'scenarios/checks/history/check-history.js';

interface Kind {
  actors: number;
  /** Of 100 operations. */
  reads: number;
  conflicts: number;
  /** Every so many writes forget the one before; 0: never. */
  lostEach: number;
}

const kinds: Readonly<Record<string, Kind>> = {
  'writes only': { actors: 1, reads: 0, conflicts: 0, lostEach: 0 },
  'read-modify-write': { actors: 8, reads: 50, conflicts: 20, lostEach: 0 },
  'mostly reads': { actors: 6, reads: 95, conflicts: 0, lostEach: 0 },
  'mostly conflicts': { actors: 16, reads: 10, conflicts: 80, lostEach: 0 },
  'lost updates': { actors: 8, reads: 40, conflicts: 0, lostEach: 2 },
};

/** The same for the same kind and number: operations overlap by up to the number of actors. */
function historyOf({ actors, reads, conflicts, lostEach }: Kind, count: number): HistoryFact {
  let now: Observed = { rev: 1, token: 'start', intact: true };
  const initial = now;
  const ops: HistoryOp[] = [];
  for (let id = 0; id < count; id++) {
    const invokeNs = id * 1000.5;
    const base = {
      id,
      actor: id % actors,
      invokeNs,
      completeNs: invokeNs + ((id * 7919) % actors) * 900 + 500,
    };
    const kind = (id * 61) % 100;
    if (kind < reads) {
      ops.push({ kind: 'read', ...base, outcome: { type: 'ok', observed: { ...now } } });
      continue;
    }
    const isRefused = kind < reads + conflicts;
    const isLost = lostEach > 0 && id % lostEach === 0;
    const expectedRev = now.rev - (isRefused || (isLost && now.rev > 1) ? 1 : 0);
    // In one piece, as from a file.
    const token = Buffer.from(`a${base.actor}n${id}`).toString('latin1');
    const outcome: WriteOp['outcome'] = isRefused
      ? {
          type: 'fail',
          code: 'CONFLICT',
          message: `Conflict detected: expected rev ${expectedRev}, found ${now.rev}`,
        }
      : { type: 'ok', rev: expectedRev + 1 };
    if (outcome.type === 'ok') now = { rev: outcome.rev, token, intact: true };
    ops.push({ kind: 'write', ...base, expectedRev, token, tries: 1, outcome });
  }
  return {
    kind: 'history',
    actors: Array.from({ length: actors }, (_, actor) => ({ actor, where: 'thread', job: 'writer' })),
    initial,
    ops,
    final: { type: 'ok', observed: now },
    leftovers: [],
    documentBytes: 300,
  };
}

interface Measured {
  /** Of CPU, so that other load on the machine does not count. */
  seconds: number;
  /** That the process grew by while it checked. */
  checkerMb: number;
  /** Of the history itself. */
  historyMb: number;
  found: string;
}

async function measure(kind: string, count: number, tree: string): Promise<Measured> {
  const { checkHistory }: typeof import('../check-history.js') = await import(`${tree}${CHECKER}`);
  const { gc } = globalThis;
  const of = kinds[kind] ?? kinds['writes only'];
  if (of === undefined) throw new Error(`there is no kind ${kind}`);
  // Compiles the checker, as the many histories of a run do.
  for (let i = 0; i < 20; i++) checkHistory(historyOf(of, 2000));
  const before = process.memoryUsage().heapUsed;
  const fact = historyOf(of, count);
  await gc?.({ execution: 'async' });
  const historyMb = (process.memoryUsage().heapUsed - before) / 1e6;
  const residentBefore = process.memoryUsage.rss();
  const started = process.cpuUsage();
  const anomalies = checkHistory(fact);
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;
  const checkerMb = (process.memoryUsage.rss() - residentBefore) / 1e6;
  const found = anomalies.map(
    ({ kind: name, total }: { kind: AnomalyKind; total: number }) => `${total} ${name}`,
  );
  return { seconds, checkerMb, historyMb, found: found.join(', ') || '–' };
}

function inProcess(kind: string, count: number, tree: string): Measured {
  const script = process.argv[1] ?? '';
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', script, 'measure', kind, String(count), tree],
    { encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const print = (cells: readonly (string | number)[]): void => {
  process.stdout.write(`${cells.map((cell, at) => String(cell).padEnd(at === 0 ? 20 : 12)).join('')}\n`);
};

function printAll(count: number, own: string, other: string | null): void {
  process.stdout.write(
    `Histories of ${count.toLocaleString('en-US')} operations, goal ${goalPerSecond.toLocaleString('en-US')} a second of CPU in ${goalMb} MB\n`,
  );
  print([
    'history',
    'per second',
    'of goal',
    'peak MB',
    'history MB',
    ...(other === null ? [] : ['× other']),
    'found',
  ]);
  for (const kind of Object.keys(kinds)) {
    const runs = { own: [] as Measured[], other: [] as Measured[] };
    for (let round = 0; round < ROUNDS; round++) {
      runs.own.push(inProcess(kind, count, own));
      if (other !== null) runs.other.push(inProcess(kind, count, other));
    }
    const best = fastest(runs.own);
    const rate = count / best.seconds;
    print([
      kind,
      Math.round(rate),
      `${(rate / goalPerSecond).toFixed(2)} x`,
      Math.round(best.checkerMb),
      Math.round(best.historyMb),
      ...(other === null ? [] : [(fastest(runs.other).seconds / best.seconds).toFixed(2)]),
      best.found,
    ]);
  }
}

function fastest(runs: readonly Measured[]): Measured {
  const [first, ...rest] = runs;
  if (first === undefined) throw new Error('nothing was measured');
  return rest.reduce((best, run) => (run.seconds < best.seconds ? run : best), first);
}

const given = process.argv.slice(2);
if (given[0] === 'measure') {
  const [, kind = '', count = '', tree = ''] = given;
  process.stdout.write(JSON.stringify(await measure(kind, Number(count), tree)));
} else {
  const [count = '1000000', other] = given;
  const own = new URL('../../../../', import.meta.url).href;
  printAll(Number(count), own, other === undefined ? null : `${pathToFileURL(other).href}/`);
}
