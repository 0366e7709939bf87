// npm run bench: what a durable write costs, for every strategy, some peers, M0.3's protocol and the floors of Node
// and C in one interleaved run, so that a busy machine slows all of them alike; then contention. Ratios of medians
// with 95 % bootstrap intervals; the first strategy runs twice, and how far its pair is apart is the noise: no
// claim is finer. Arguments: ids. --write stores what docs/performance.md is made of; --small is for a look.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  type PerformanceBySize,
  type PerformanceInCrowd,
  type PerformanceRecord,
  type RatioFigure,
  sizeRecord,
} from '../../../reports/evidence/performance-record.js';
import { bytesInWords } from '../../../reports/text/quantity.js';
import { platformLabel } from '../../../results/facts/platform-label.js';
import { describePlatform } from '../../platform/describe-platform.js';
import { watchMachine } from '../machine-load.js';
import { measureCrowds } from './crowd-rounds.js';
import {
  type BenchStrategy,
  benchStrategies,
  directoriesIn,
  floorContestants,
  type SpeedContestant,
  strategyContestant,
} from './speed-contestants.js';

const PER_ROUND = 3;
const WARM_UP = 2;

const { values: options, positionals: ids } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, small: { type: 'boolean', default: false } },
});

/** Rounds by bytes: large writes take long, and vary less in proportion. */
const sizes: readonly (readonly [bytes: number, rounds: number])[] = options.small
  ? [[2048, 12]]
  : [
      [2048, 60],
      [16_384, 40],
      [131_072, 30],
      [1_048_576, 14],
    ];
const crowdPlan = options.small
  ? { rounds: 1, windowMs: 150, counts: [8] }
  : { rounds: 3, windowMs: 300, counts: [2, 8, 32] };

interface Entered {
  contestant: SpeedContestant;
  role: string;
  addon?: 'compiled' | 'prebuilt' | undefined;
}

async function measureSize(
  bytes: number,
  rounds: number,
  strategies: readonly BenchStrategy[],
  floorsOf: (bytes: number) => SpeedContestant[],
  fresh: (name: string) => string,
): Promise<PerformanceBySize> {
  const floors = floorsOf(bytes).map((contestant): Entered => ({ contestant, role: 'floor' }));
  const own: Entered[] = [];
  // The first strategy once more: the noise.
  for (const one of [...strategies, ...strategies.slice(0, 1)]) {
    const contestant = await strategyContestant(one, fresh(one.id), bytes);
    own.push({ contestant, role: one.role, addon: one.strategy.addon });
  }
  const all = [...floors, ...own].map((one) => ({ ...one, samplesMs: [] as number[] }));
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (let turn = 0; turn < all.length; turn += 1) {
      const one = all[(turn + round + WARM_UP) % all.length];
      const took = (await one?.contestant.write(PER_ROUND)) ?? [];
      if (round >= 0) one?.samplesMs.push(...took);
    }
  }
  for (const { contestant } of all) await contestant.close();
  const again = { first: all[floors.length]?.samplesMs ?? [], second: all.at(-1)?.samplesMs ?? [] };
  const named = all
    .slice(0, -1)
    .map(({ contestant: { id }, role, addon, samplesMs }) => ({ id, role, addon, samplesMs }));
  return sizeRecord(bytes, named, again);
}

function tellSize({ documentBytes, writes, rows, noise, renameMs }: PerformanceBySize): void {
  const inC = (figure: RatioFigure | null) => (figure === null ? '' : figure.value.toFixed(2));
  say(`\n${bytesInWords(documentBytes)}: ${writes} writes each`);
  say(`  ${''.padEnd(22)}${'× one flush'.padEnd(25)}in C   ${'× rename floor'.padEnd(25)}in C`);
  for (const { id, toFlush, toRename, toFlushInC, toRenameInC } of rows) {
    const flush = told(toFlush).padEnd(25) + inC(toFlushInC).padEnd(7);
    say(`  ${id.padEnd(22)}${flush}${told(toRename).padEnd(25)}${inC(toRenameInC)}`);
  }
  say(`  noise: the first strategy ÷ itself ${told(noise)}`);
  say(
    `  M0.3 said 8.32 ms a write (Rust, macOS): ${(8.32 / renameMs).toFixed(1)} × this machine's rename floor`,
  );
}

function tellCrowds(rows: readonly PerformanceInCrowd[]): void {
  say('\nat once                           writes/s ÷ floor         Jain   longest ÷ median');
  for (const { id, crowd, writers, toFloor, fairness, longestToMedian } of rows) {
    const who = `${writers} ${crowd}`.padEnd(14);
    say(
      `  ${id.padEnd(18)}${who}${told(toFloor).padEnd(25)}${fairness.toFixed(2)}   ${longestToMedian.toFixed(1)}`,
    );
  }
}

const told = ({ value, low, high }: RatioFigure): string =>
  `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const place = fs.mkdtempSync(path.join(process.cwd(), '.holdfast-bench-'));
try {
  const fresh = directoriesIn(place);
  const strategies = await benchStrategies(ids);
  const { of: floorsOf, leftOut } = await floorContestants(place, fresh);
  if (leftOut !== null) say(leftOut);
  const machine = watchMachine();
  const bySize: PerformanceBySize[] = [];
  for (const [bytes, rounds] of sizes) {
    const measured = await measureSize(bytes, rounds, strategies, floorsOf, fresh);
    tellSize(measured);
    bySize.push(measured);
  }
  const { others } = machine();
  if (others > 0.25) {
    say(
      `\nThe machine was busy with something else for ${Math.round(others * 100)} % of its processor time.`,
    );
  }
  const contention = await measureCrowds(strategies, fresh, crowdPlan, (line) =>
    process.stderr.write(`${line}\n`),
  );
  tellCrowds(contention);
  if (options.write) {
    const record: PerformanceRecord = {
      platform: platformLabel(await describePlatform(place)),
      processors: os.cpus().length,
      withoutC: leftOut,
      othersShare: Number(others.toFixed(2)),
      sizes: bySize,
      rounds: crowdPlan.rounds,
      contention,
    };
    const stored = path.join('docs', 'evidence', 'performance.json');
    fs.writeFileSync(stored, `${JSON.stringify(record, null, 1)}\n`);
    say(`\n${stored} was written; now: npm run docs`);
  }
} finally {
  fs.rmSync(place, { recursive: true, force: true });
}
// Actors wait for more work.
process.exit(0);
