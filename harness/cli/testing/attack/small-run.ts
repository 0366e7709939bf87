// The run that attacks disturb: small enough for seconds, with every kind of process in it. What it finds is
// compared finding by finding, not only by its decision.
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJudged, readRun } from '../../../../results/archive/archive.js';
import type { Random } from '../../../random.js';
import type { Ending, Started, Workbench } from '../../e2e/workbench.js';
import { type Arena, within } from './attack.js';

const selection = ['--strategy', 'lockfile', '--scenario', 'round-trip,conflict,one-winner'];
export const smallRun = ['run', ...selection, '--profile', 'quick', '--seed', '5', '--dir', 'work'];

/** Far more than it takes on a machine that is busy with other things. */
export const runMsMax = 170_000;

/** Every finding of every strategy in a run's directory, sorted. */
export async function findingsOf(dir: string): Promise<string[]> {
  const { strategies, canaries } = await readJudged(dir);
  const findings = strategies.flatMap(({ id, decision, findings }) => [
    `${id}: ${decision}`,
    ...findings.map(
      ({ scenario, check, scope, verdict }) => `${id}: ${scenario}/${check} ${scope} ${verdict}`,
    ),
  ]);
  return [
    ...findings,
    ...canaries.map(({ id, scenario, scope, caught }) => `${id} ${scenario} ${scope} ${caught}`),
  ].sort((a, b) => (a < b ? -1 : 1));
}

/** What the small run finds when nobody disturbs it; found out once. */
export function undisturbed({ bench, shared }: Arena): Promise<string[]> {
  return shared('undisturbed', async () => {
    const { code, err } = await finished(bench.start([...smallRun, '--out', 'undisturbed']));
    if (code !== 3) throw new Error(`the undisturbed run ended with ${code}: ${err}`);
    return findingsOf(bench.path('undisturbed'));
  });
}

export function finished(started: Started): Promise<Ending> {
  return within(runMsMax, 'holdfast', started.ended);
}

/** What one list has and the other has not; null: they are the same. */
export function difference(was: readonly string[], is: readonly string[]): string | null {
  const gone = was.filter((one) => !is.includes(one));
  const added = is.filter((one) => !was.includes(one));
  if (gone.length + added.length === 0) return null;
  return `instead of [${gone.join('; ')}]: [${added.join('; ')}]`;
}

/** Waits for a random moment of a run that was started: before, between or in the middle of its cases. */
export async function randomMoment(random: Random, { said, child }: Started): Promise<void> {
  const cases = random.integer(0, 8);
  const furtherMs = random.integer(0, cases === 0 ? 3000 : 500);
  while (cases > 0 && !said().includes(`[${cases}/`) && child.exitCode === null) await sleep(5);
  await sleep(furtherMs);
}

/** What a run that has ended, in whatever way, has left and must not; null: nothing. */
export async function leftovers(bench: Workbench, out: string): Promise<string | null> {
  const processes = await bench.processesAfter(20_000);
  if (processes.length > 0) return `processes were left: ${processes.join(' | ')}`;
  const work = existsSync(bench.path('work')) ? readdirSync(bench.path('work')) : [];
  const runs = work.filter((name) => name !== '.gitignore');
  if (runs.length > 0) return `work directories were left: ${runs.join(', ')}`;
  if (!existsSync(bench.path(out))) return null;
  const names = readdirSync(bench.path(out), { recursive: true, encoding: 'utf8' });
  const half = names.filter((name) => name.endsWith('.tmp') || name.includes('.holdfast-'));
  if (half.length > 0) return `half-written files were left: ${half.join(', ')}`;
  if (existsSync(bench.path(out, 'run.json'))) await readRun(bench.path(out));
  return null;
}
