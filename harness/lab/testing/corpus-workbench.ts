// Prints what a search finds in the corpus, after how many schedules and seconds, beside what plain stress
// finds on the same strategy; then the cost of searching all schedules of the sound protocols. Run it by
// hand, built: node dist/harness/lab/testing/corpus-workbench.js --help
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { InterleavingVariantResult } from '../../../results/facts/interleavings-fact.js';
import { compareClasses } from '../../../results/vocabulary/schedule.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import { strategies } from '../../../strategies/strategy-registry.js';
import { ActorPool } from '../../actors/actor-pool.js';
import { explore } from '../../interleavings/explore-interleavings.js';
import { memoryPlace } from '../../processes/testing/memory-place.js';
import { type Broken, brokenProtocols, deeperStill, planOf, soundProtocols } from './corpus.js';
import { plainStress, type Stress, type StressPlace, warmUp } from './plain-stress.js';
import { scratchContext } from './scratch-workbench.js';

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    bound: { type: 'string', default: '3' },
    'stress-seconds': { type: 'string', default: '10' },
    'search-seconds': { type: 'string', default: '300' },
    dir: { type: 'string', default: memoryPlace },
  },
});

const HELP = `--only IDS            comma-separated strategies; all of the corpus otherwise
--bound N             preemptions up to which the sound protocols are searched (3)
--stress-seconds N    for each strategy and number of writers (10)
--search-seconds N    a search that takes longer is incomplete (300)
--dir PATH            where the documents are (/dev/shm, or the temporary directory)
`;

const SEED = 1;
const STRESS_WRITERS = [2, 8];

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const seconds = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
const only = options.only.split(',').filter((id) => id !== '');
const selected = (id: string): boolean => only.length === 0 || only.includes(id);

class Work implements StressPlace {
  readonly directory = fs.mkdtempSync(path.join(options.dir, 'holdfast-corpus-'));
  readonly #pids = new Set<number>();
  readonly actorPool = new ActorPool((pid) => this.registerProcess(pid));

  registerProcess = (pid: number): (() => void) => {
    this.#pids.add(pid);
    return () => void this.#pids.delete(pid);
  };

  dispose(): void {
    for (const pid of this.#pids) process.kill(pid, 'SIGKILL');
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

async function search(work: Work, strategy: string, plan: InterleavingPlan) {
  const context = scratchContext(strategy, work.directory, work.registerProcess);
  const fact = await explore(context, [plan], { scope: 'processes', seed: SEED });
  const [result] = fact.variants;
  if (result === undefined) throw new Error(fact.unavailable?.reason ?? 'the search had no result');
  return result;
}

function limits(findAll: boolean): { schedulesMax: number; msMax: number; findAll: boolean } {
  return { schedulesMax: 10_000_000, msMax: 1000 * Number(options['search-seconds']), findAll };
}

function nothingFound(result: InterleavingVariantResult): string {
  if (result.distrust !== null) return `unknown: ${result.distrust}`;
  const { completeTo } = result.coverage;
  return completeTo === null ? 'nothing, incomplete' : `nothing to bound ${completeTo}`;
}

function bySearch(result: InterleavingVariantResult, expected: Broken): string[] {
  const [smallest] = result.violations
    .filter((violation) => expected.class === undefined || violation.class === expected.class)
    .sort((a, b) => a.preemptions - b.preemptions || compareClasses(a, b));
  const found =
    smallest === undefined
      ? [nothingFound(result), '', String(result.schedules)]
      : [smallest.class, String(smallest.preemptions), String(smallest.afterSchedules)];
  return [...found, seconds(result.durationMs / 1000)];
}

function byStress({ caughtAfterSeconds, lostUpdates, acknowledged, seconds: spent }: Stress): string[] {
  const when =
    caughtAfterSeconds === null ? `not in ${seconds(spent)} s` : `${seconds(caughtAfterSeconds)} s`;
  return [when, `${lostUpdates} of ${acknowledged}`];
}

async function stressed(work: Work, { strategy, variant, class: wanted }: Broken): Promise<string[]> {
  // Real clocks don't jump, and stress counts rounds, not classes of violations.
  if (variant !== 'plain' || wanted !== undefined) return STRESS_WRITERS.flatMap(() => ['–', '–']);
  const cells: string[] = [];
  for (const writers of STRESS_WRITERS) {
    const plan = { strategy, writers, seconds: Number(options['stress-seconds']) };
    cells.push(...byStress(await plainStress(plan, work)));
  }
  return cells;
}

async function searchBroken(work: Work): Promise<void> {
  const corpus = [...brokenProtocols, ...deeperStill].filter(({ strategy }) => selected(strategy));
  if (corpus.length === 0) return;
  const head = ['strategy', 'variant', 'found', 'bound', 'schedules', 's'];
  const beside = STRESS_WRITERS.flatMap((writers) => [`stress × ${writers}`, 'lost updates']);
  const table = new Table({ head: [...head, ...beside], style: { head: [], border: [], compact: true } });
  await warmUp(Math.max(...STRESS_WRITERS), work);
  for (const broken of corpus) {
    const plan = planOf(broken.variant, broken.preemptions, limits(broken.class !== undefined));
    const row = [
      broken.strategy,
      broken.variant,
      ...bySearch(await search(work, broken.strategy, plan), broken),
    ];
    table.push([...row, ...(await stressed(work, broken))]);
  }
  print(
    `Broken: 2 writers × 2 writes, fewest preemptions first; stress: 10 writes each, again and again\n${table}`,
  );
}

async function searchSound(work: Work): Promise<void> {
  const corpus = soundProtocols.filter(selected);
  if (corpus.length === 0) return;
  const table = new Table({
    head: ['strategy', 'found', 'run', 'cut or predicted', 'steps', 's', 'run/s', 'schedules/s'],
    style: { head: [], border: [], compact: true },
  });
  for (const id of corpus) {
    const result = await search(work, id, planOf('plain', Number(options.bound), limits(false)));
    const { schedules, cut, steps, durationMs, violations } = result;
    const spent = durationMs / 1000;
    table.push([
      id,
      violations.map((violation) => violation.class).join(', ') || nothingFound(result),
      String(schedules),
      String(cut),
      String(steps),
      seconds(spent),
      (schedules / spent).toFixed(0),
      ((schedules + cut) / spent).toFixed(0),
    ]);
  }
  print(`\nSound: 2 writers × 2 writes\n${table}`);
}

async function main(): Promise<void> {
  if (options.help) {
    print(HELP);
    return;
  }
  const strangers = only.filter((id) => !Object.hasOwn(strategies, id));
  if (strangers.length > 0) throw new RangeError(`no such strategy: ${strangers.join(', ')}`);
  const work = new Work();
  try {
    const load = os.loadavg().map((one) => one.toFixed(1));
    print(
      `Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model}, load ${load[0]}, ${options.dir}\n`,
    );
    await searchBroken(work);
    await searchSound(work);
  } finally {
    work.dispose();
  }
}

await main();
// Idle actors keep their channels to us open.
process.exit(0);
