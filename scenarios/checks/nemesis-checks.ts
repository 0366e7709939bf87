// The checks over a nemesis, one for each cause that a failure can be put down to: the least ordinary of the
// events without which it did not happen. A failure that needs an edit by hand is told and counts for
// nothing, because no strategy can know of that.
import { factsOf } from '../../results/facts/facts-of.js';
import type { NemesisFact, NemesisFailure } from '../../results/facts/nemesis-fact.js';
import type { Evidence, Metric } from '../../results/verdicts/finding.js';
import { gravityOf } from '../../results/vocabulary/anomalies/severity.js';
import type { NemesisCause } from '../../results/vocabulary/nemesis-plan.js';
import type { Check } from '../scenario.js';
import { count, failed, inapplicable, type Looked, passed, undecided } from './judgement.js';

const PROOFS_MAX = 3;

const METHOD =
  'Seven writers and a reader in processes of their own contend for one document, with real files, locks and deaths; ' +
  'which of them goes on is drawn, and time is virtual, so that no load of the machine decides. Fails on any ' +
  'violation of the history, a lock that a fresh client can’t have within a minute, an error that is not CONFLICT, ' +
  'LOCKED or (after lost time) LOCK_LOST, a hang or a death. A call that a death cut short may or may not have ' +
  'happened. Each failure is shrunk to the fewest events that show it, and counts only if these show it again.';

interface CheckRow {
  id: string;
  title: string;
  explanation: string;
  cause: Exclude<NemesisCause, 'outside'>;
  /** Each must have been carried out, or nothing was looked at. */
  needs: readonly string[];
  /** Of a pass. */
  silence: string;
}

const rows: readonly CheckRow[] = [
  {
    id: 'survives-contention',
    title: 'Eight processes at once do no harm',
    explanation: `What goes wrong among clients that nobody disturbs. ${METHOD}`,
    cause: 'contention',
    needs: [],
    silence: 'undisturbed clients did each other no harm',
  },
  {
    id: 'survives-slowness',
    title: 'Slow syncs and short stalls do no harm',
    explanation: `Some clients’ syncs take 10 to 500 ms, clients stand still for up to a second, somebody keeps the document open. ${METHOD}`,
    cause: 'slowness',
    needs: ['slow-syncs', 'stall'],
    silence: 'nobody was harmed by being slow',
  },
  {
    id: 'survives-deaths',
    title: 'Clients that are killed or exit in mid-write do no harm',
    explanation: `Clients are killed by SIGKILL, or call process.exit, in the middle of a write, while others wait for the lock. ${METHOD}`,
    cause: 'deaths',
    needs: ['kill', 'exit'],
    silence: 'nothing was lost, and the others got through',
  },
  {
    id: 'survives-pauses',
    title: 'A client that is stopped for half a minute does no harm',
    explanation: `Clients are stopped in the middle of a write, timers and all, for longer than locks take to become stale, and go on. ${METHOD}`,
    cause: 'pauses',
    needs: ['pause'],
    silence: 'who was stopped did no harm when going on',
  },
  {
    id: 'survives-clock-changes',
    title: 'A wall clock that is set on or back does no harm',
    explanation: `The wall clock of the machine is set on by an hour while somebody holds the lock, and back, also after a death, and for one process alone; monotonic clocks, timers and the times of files don’t notice. ${METHOD}`,
    cause: 'clock',
    needs: ['clock forward', 'clock back'],
    silence: 'no lock and no rev depended on it',
  },
];

export const nemesisChecks: readonly Check[] = rows.map((row) => ({
  id: row.id,
  title: row.title,
  explanation: row.explanation,
  judge(facts) {
    const records = factsOf(facts, 'nemesis');
    const looked = lookedAt(records);
    const failures = failuresOf(records, row.cause);
    const [worst, ...others] = failures;
    if (worst !== undefined) {
      const more = others.length > 0 ? ` (and ${others.length} more)` : '';
      return failed(`${failureWords(worst)}${more}`, looked, failures.slice(0, PROOFS_MAX).map(evidenceOf));
    }
    const [absent] = records.flatMap(({ unavailable }) => unavailable ?? []);
    if (absent !== undefined) return inapplicable(`${absent.reason}. ${absent.remedy}`, looked);
    const open = whyOpen(records, row.needs);
    if (open !== null) return undecided(open, looked);
    if (failuresOf(records, 'contention').length > 0) {
      return undecided('Clients harm each other undisturbed, so that nothing else can be told', looked);
    }
    const events = row.needs.map((name) => `${applied(records, name)} × ${name}`).join(', ');
    const what = `${count(looked.n, 'plan')}${events === '' ? '' : ` with ${events}`}`;
    return passed(`${what}: ${row.silence}`, looked);
  },
}));

/** Reported and never judged. */
export const nemesisMeasures: Check = {
  id: 'nemesis-measures',
  title: 'How long recovery takes, and who waits',
  explanation:
    'In virtual time: from a death or a pause in the middle of a write to the next acknowledgement of somebody else; the ' +
    'longest that a write waited; how many writers gave up after 120 refusals; how often a lock was taken that a ' +
    'living client still held, as far as the strategy announces its locks; and what went wrong only ' +
    'where somebody had saved the document by hand. Reported, never judged.',
  judge(facts) {
    const records = factsOf(facts, 'nemesis');
    const looked = lookedAt(records);
    const open = whyOpen(records, []);
    if (open !== null) return undecided(open, looked);
    const metrics = metricsOf(records);
    const sum = (of: (record: NemesisFact) => number): number => records.reduce((n, one) => n + of(one), 0);
    const outside = failuresOf(records, 'outside').map(
      ({ class: kind }) => `; after an edit by hand, told and not judged: ${kind}`,
    );
    const summary =
      `${recoveryWords(records)}; ${count(
        sum(({ falseTakeovers }) => falseTakeovers),
        'lock',
      )} taken from a client that lived, ` +
      `${count(
        sum(({ starved }) => starved),
        'writer',
      )} gave up${outside.join('')}`;
    return { ...passed(summary, looked, metrics), coverage: { ...looked, failureRateBelow: null } };
  },
};

function lookedAt(records: readonly NemesisFact[]): Looked {
  const n = records.reduce((sum, { plans }) => sum + plans, 0);
  const turns = records.reduce((sum, one) => sum + one.turns, 0);
  return { n, unit: 'plans', ...(turns === 0 ? {} : { note: `${count(turns, 'turn')} of clients` }) };
}

function failuresOf(records: readonly NemesisFact[], cause: NemesisCause): NemesisFailure[] {
  return records
    .flatMap(({ failures }) => failures.filter((failure) => failure.cause === cause))
    .sort((a, b) => gravityOf(a.class) - gravityOf(b.class) || a.events - b.events);
}

function failureWords({ class: kind, plans, events, eventsBefore }: NemesisFailure): string {
  const shrunk = events < eventsBefore ? `, shrunk from ${eventsBefore}` : '';
  const needs = events === 0 ? 'undisturbed' : `by ${count(events, 'event')}${shrunk}`;
  return `${kind} ${needs}, in ${count(plans, 'plan')}`;
}

function evidenceOf({ class: anomaly, sentence, seen, tries, lines }: NemesisFailure): Evidence {
  return {
    anomaly,
    description: `${sentence} (seen ${seen} of ${tries} times that it was repeated).`,
    witness: lines,
  };
}

/** Why silence proves nothing; null when it carries a pass. */
function whyOpen(records: readonly NemesisFact[], needs: readonly string[]): string | null {
  if (records.length === 0) return 'No plan was carried out';
  const [distrusted] = records.flatMap(({ distrust }) => distrust ?? []);
  if (distrusted !== undefined) return distrusted;
  if (records.every(({ acknowledged }) => acknowledged === 0)) return 'No write was acknowledged';
  const missing = needs.find((name) => applied(records, name) === 0);
  return missing === undefined ? null : `Nothing of this kind came about: ${missing}`;
}

function applied(records: readonly NemesisFact[], name: string): number {
  return records.reduce((sum, record) => sum + (record.applied[name] ?? 0), 0);
}

function metricsOf(records: readonly NemesisFact[]): Metric[] {
  const all = records.flatMap(({ recoveries }) => recoveries);
  const longest = (['kill', 'exit', 'pause'] as const).flatMap((after): Metric[] => {
    const ms = all.filter((one) => one.after === after).map((one) => one.ms);
    return ms.length === 0 ? [] : [{ name: `recovery-after-${after}`, value: Math.max(...ms), unit: 'ms' }];
  });
  const wait = Math.max(0, ...records.map(({ longestWaitMs }) => longestWaitMs));
  const takeovers = records.reduce((sum, one) => sum + one.falseTakeovers, 0);
  const starved = records.reduce((sum, one) => sum + one.starved, 0);
  return [
    ...longest,
    { name: 'longest-wait', value: wait, unit: 'ms' },
    { name: 'false-takeovers', value: takeovers, unit: 'locks' },
    { name: 'starved', value: starved, unit: 'writers' },
  ];
}

function recoveryWords(records: readonly NemesisFact[]): string {
  const told = metricsOf(records).filter(({ name }) => name.startsWith('recovery-'));
  if (told.length === 0) return 'Nobody was stopped in the middle of a write';
  const parts = told.map(
    ({ name, value }) => `${name.slice('recovery-after-'.length)} ${(value / 1000).toFixed(1)} s`,
  );
  return `The next write came after at most: ${parts.join(', ')} (virtual time)`;
}
