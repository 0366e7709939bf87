// After all clients have closed, no lock file and no temporary file lies beside the document. Judged from the
// harness's directory listings. Other private files (a journal, a generation) are up to the strategy, as long
// as not every write leaves one more; another check judges what a killed process leaves.
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { Evidence } from '../../results/verdicts/finding.js';
import type { Check } from '../scenario.js';
import { count, failed, passed, undecided } from './judgement.js';
import { growsWithEveryWrite, WRITES_PILING_UP, writesBefore } from './names-beside.js';

/** `tasks.yaml.lock`, `tasks.tmp/`, `tasks.yaml.tmp.4711`, `.tasks.yaml.tmp-a1b2`. */
const LITTER = /\.(?:lock|tmp)(?:[.-]\w+)?\/?$/i;
const NAMES_MAX = 10;

export const leavesNothing: Check = {
  id: 'leaves-nothing',
  title: 'No .tmp or .lock is left behind',
  explanation:
    'Looks at the directory of the document after all clients have closed their stores. Fails on any file or ' +
    'directory named *.lock or *.tmp, also with a suffix such as a pid. Such a file can be removed safely: unlink ' +
    'it while the lock is still held, and after acquiring compare the inode of the descriptor with the one at the ' +
    'path. Fails as well when every one of 400 writes left one more file, whatever its name (counted in stress-100). ' +
    'Unknown when a client died, since then not everybody closed. M0.3: "No .tmp or .lock files left behind".',
  judge(facts) {
    const listings = listingsOf(facts);
    const looked = { n: listings.length, unit: 'listings' };
    const deaths = factsOf(facts, 'death').length;
    if (deaths > 0) return undecided(`${count(deaths, 'client')} died before closing`, looked);
    const litter = listings.map((names) => names.filter((name) => LITTER.test(name)));
    const dirty = litter.filter((names) => names.length > 0);
    if (dirty.length > 0) {
      const names = [...new Set(dirty.flat())];
      const description = `Left behind in ${dirty.length} of ${count(litter.length, 'listing')} after everybody had closed.`;
      const summary = `${names.slice(0, 3).join(', ')} left behind after everybody had closed`;
      const evidence = { anomaly: 'leftover', description, witness: names.slice(0, NAMES_MAX) };
      return failed(summary, looked, [evidence]);
    }
    const pile = pilesUp(facts);
    if (pile !== null) return failed(pile.description, looked, [pile]);
    if (listings.length === 0) return undecided('Nobody looked at what was left behind', looked);
    if (!somethingWasWritten(facts)) return undecided('No write was acknowledged', looked);
    return passed('No .tmp or .lock was left behind after everybody had closed', looked);
  },
};

/** null: nothing does, or nobody counted for long enough. */
function pilesUp(facts: readonly Fact[]): Evidence | null {
  for (const { steps } of factsOf(facts, 'session')) {
    const counts = new Map<number, number>();
    for (const step of steps) {
      const writes = step.action === 'observe' ? writesBefore(step.label) : null;
      if (step.action === 'observe' && writes !== null) counts.set(writes, countIn(step.observed));
    }
    const most = Math.max(0, ...counts.keys());
    if (most < WRITES_PILING_UP || !growsWithEveryWrite(counts)) continue;
    return {
      anomaly: 'piles-up',
      description: `Every write leaves one more file: ${counts.get(most)} lay beside the document after ${most} writes`,
      witness: [...counts].map(([writes, names]) => `after ${writes} writes: ${names}`),
    };
  }
  return null;
}

function listingsOf(facts: readonly Fact[]): string[][] {
  const observed = factsOf(facts, 'session').flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.action === 'observe' && step.label.startsWith('leftovers') ? [namesIn(step.observed)] : [],
    ),
  );
  return [...factsOf(facts, 'history').map(({ leftovers }) => leftovers), ...observed];
}

/** A listing that is not a list of names is a fault of whoever recorded it, and is thrown. */
function namesIn(observed: unknown): string[] {
  const isNames = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((name) => typeof name === 'string');
  if (!isNames(observed)) throw new TypeError(`no list of names: ${JSON.stringify(observed)}`);
  return observed;
}

/** The same holds for a number of names. */
function countIn(observed: unknown): number {
  if (typeof observed !== 'number') throw new TypeError(`no count: ${JSON.stringify(observed)}`);
  return observed;
}

function somethingWasWritten(facts: readonly Fact[]): boolean {
  const inHistories = factsOf(facts, 'history').some(({ ops }) =>
    ops.some((op) => op.kind === 'write' && op.outcome.type === 'ok'),
  );
  const inSessions = factsOf(facts, 'session').some(({ steps }) =>
    steps.some((step) => step.action === 'write' && step.outcome.type === 'ok'),
  );
  return inHistories || inSessions;
}
