// The words of reports that are no id of anything: decisions, kinds of writers, persistence models,
// circumstances of a search, policies, profiles, roles, and the columns of tables. `holdfast explain` looks
// them up.

import { speedWords } from './speed-words.js';

export interface GlossaryEntry {
  title: string;
  /** One paragraph. */
  meaning: string;
  /** A page of docs/. */
  source: string;
}

const decisions = {
  go: [
    'GO',
    'Every required criterion holds for this kind of writer, and the canaries show that the checks can fail here. It is no proof beyond what was looked at: the report says how much that was.',
    'method.md',
  ],
  'no-go': [
    'NO-GO',
    'At least one required criterion fails. A failure rests on something that happened, and the report shows it.',
    'method.md',
  ],
  inconclusive: [
    'INCONCLUSIVE',
    'Nothing that is required failed, but something is unknown: a case could not be run, a check saw too little, or a canary was missed. Unknown never counts as passed.',
    'method.md',
  ],
  partial: [
    'PARTIAL',
    'The kinds of writers that the strategy claims differ: GO for some, NO-GO for others. Each is named.',
    'method.md',
  ],
  'n/a': [
    'Not available, or not applicable',
    'Of a strategy: a part that it needs is missing here, and the report says how to get it. Of a criterion: it says nothing for this kind of writer, and changes no decision.',
    'method.md',
  ],
  pass: ['pass ✓', 'The check looked at enough and found nothing wrong.', 'method.md'],
  fail: ['fail ✗', 'The check found something wrong, and names it.', 'method.md'],
  unknown: [
    'unknown ?',
    'Too little was seen to say pass, and nothing to say fail. It never counts as passed.',
    'method.md',
  ],
} as const;

const writers = {
  single: [
    'One writer',
    'One writer at a time, with any number of readers. What holds here holds for all kinds of writers.',
    'method.md',
  ],
  'one-writer': [
    'One writer',
    'One writer at a time, with any number of readers; `single` in files and options.',
    'method.md',
  ],
  threads: [
    'Threads',
    'Several writers in worker threads of one process, each with a store of its own.',
    'method.md',
  ],
  processes: ['Processes', 'Several writers in processes of their own on one machine.', 'method.md'],
  claimed: [
    'Claimed',
    'A strategy says for which kinds of writers it is meant; these decide. The others are run and shown in brackets, and decide nothing.',
    'method.md',
  ],
} as const;

const models = {
  none: [
    'none: not even the death of the process is survived',
    'The lowest rung of the ladder of durability: already a killed process can leave a document that is lost or broken.',
    'power-loss.md',
  ],
  kill: [
    'kill: the process dies, the machine stays',
    'All writes up to the moment of death are there, because the page cache stays.',
    'power-loss.md',
  ],
  ordered: [
    'ordered: a journaling file system that writes data before names',
    'After a power loss names are kept in order, and a file that replaces another has its data: ext4 mounted with nodioread_nolock or data=journal.',
    'power-loss.md',
  ],
  journaled: [
    'journaled: a journaling file system that keeps names in order only',
    'After a power loss names are kept in order, and the data of a file may be missing until it is synced: ext4 as mounted by default, xfs. The policy m03 asks for it.',
    'power-loss.md',
  ],
  weakest: [
    'weakest: only what was synced is kept',
    'After a power loss anything that was not synced may be missing, data and names, in any combination. Whoever survives it is right on every file system that keeps what it has synced.',
    'power-loss.md',
  ],
  'fsync-failed': [
    'fsync-failed: power loss after a failed fsync',
    'An fsync failed and was reported, and then the power was lost: the kernel has marked the pages clean, and what the disk held before comes back. Told beside the durability grade, never in it.',
    'power-loss.md',
  ],
  survives: [
    'Survives, or grade',
    'The strongest persistence model of which every disk that a power loss may leave was survived, with every weaker one: none, kill, ordered, journaled, weakest.',
    'power-loss.md',
  ],
} as const;

const circumstances = {
  plain: [
    'plain: writers only',
    'Schedules of two or three writers that nothing disturbs.',
    'interleavings.md',
  ],
  'stale-lock': [
    'stale-lock: a writer died earlier',
    'Schedules that begin with what a dead writer left behind, such as a lock.',
    'interleavings.md',
  ],
  crash: [
    'crash: a writer dies',
    'Schedules in which one of the writers dies at any point; as an anomaly, a process that died by itself.',
    'interleavings.md',
  ],
  reader: ['reader: beside the writers', 'Schedules with a reader beside the writers.', 'interleavings.md'],
  stall: [
    'stall: one stands still for a second',
    'Schedules in which one client stands still for a second, once.',
    'interleavings.md',
  ],
  'clock-jump': [
    'clock-jump: the wall clock moves by a minute',
    'Schedules in which the wall clock jumps, once.',
    'interleavings.md',
  ],
  pause: [
    'pause: one stands still for a minute',
    'Schedules in which one client stands still for a minute, once: longer than a lease lasts.',
    'interleavings.md',
  ],
  preemption: [
    'Preemption',
    'A client is stopped although it could go on, and another goes on instead. Known races need three or fewer.',
    'interleavings.md',
  ],
  schedule: [
    'Schedule',
    'One order in which the steps of several clients happen. `≤ n of w × m`: all orders of w writers of m writes each with at most n preemptions.',
    'interleavings.md',
  ],
  'document-present': ['document-present', 'The recorded write replaces a document.', 'power-loss.md'],
  'document-absent': [
    'document-absent',
    'The recorded write makes the first document in a directory.',
    'power-loss.md',
  ],
  'directory-absent': [
    'directory-absent',
    'The recorded write makes its directories as well.',
    'power-loss.md',
  ],
  'document-linked': [
    'document-linked',
    'The recorded write goes through a symbolic link in another directory.',
    'power-loss.md',
  ],
  'document-resized': [
    'document-resized',
    'The recorded writes outgrow the document that was there, and then make it smaller.',
    'power-loss.md',
  ],
  'writer-died': [
    'writer-died',
    'Before the recorded write another writer has died, right before the last sync of its own; the machine went on.',
    'power-loss.md',
  ],
} as const;

const runs = {
  m03: [
    'm03: the policy that counts by default',
    'It requires what the M0.3 report names: no corruption, conflicts, atomicity, freedom from races, cleaning up, the death of a process, a loss of power on a journaling file system.',
    'method.md',
  ],
  strict: [
    'strict: the stricter policy',
    'It requires, besides what m03 does, the weakest persistence model, faults of the file system, long pauses, clock jumps, and what a store does to modes, owners, links and unknown fields.',
    'method.md',
  ],
  policy: [
    'Policy',
    'Which criteria are required: m03 or strict. Both decisions are in every report; --policy says which one counts.',
    'method.md',
  ],
  profile: ['Profile', 'How much is looked at: quick, standard or soak.', 'command-line.md'],
  quick: [
    'quick',
    'The profile for a look in between: fewer schedules, writes and samples.',
    'command-line.md',
  ],
  standard: ['standard', 'The profile that decides by default.', 'command-line.md'],
  soak: ['soak', 'The profile that takes hours and finds what is rare.', 'command-line.md'],
  candidate: [
    'candidate',
    'A strategy that may be recommended; the role of your own, unless it says otherwise.',
    'strategies.md',
  ],
  baseline: [
    'baseline',
    'A strategy to compare with; as an option, an earlier run to compare with.',
    'strategies.md',
  ],
  canary: [
    'Canary',
    'A strategy that is broken on purpose. A scenario that does not catch its canaries proves nothing, and its passes count as unknown.',
    'method.md',
  ],
  peer: ['peer', 'A library of somebody else, judged beside ours.', 'strategies.md'],
  capsule: ['Capsule', 'A counterexample in a file: `holdfast replay` runs it again.', 'json.md'],
  seed: [
    'Seed',
    'What everything random begins with: the same seed makes the same choices.',
    'command-line.md',
  ],
} as const;

const outcomes = {
  conflict: [
    'CONFLICT',
    'The write was refused because the document had another rev than expected.',
    'adding-a-strategy.md',
  ],
  locked: [
    'LOCKED',
    'The write was refused because somebody else held the lock for as long as the caller was ready to wait.',
    'adding-a-strategy.md',
  ],
  io: [
    'IO',
    'The file system refused a call; the cause has its own code, such as ENOENT.',
    'adding-a-strategy.md',
  ],
  sigkill: ['SIGKILL', 'The signal that ends a process at once, with nothing to clean up.', 'experiments.md'],
} as const;

const entries: Readonly<Record<string, readonly [title: string, meaning: string, page: string]>> = {
  ...decisions,
  ...writers,
  ...models,
  ...circumstances,
  ...runs,
  ...outcomes,
  ...speedWords,
};

export const glossaryWords: readonly string[] = Object.keys(entries);

/** As it stands in a report, in any case and with blanks: `NO-GO`, `one writer`, `× floor`. null: no such word. */
export function glossaryEntry(word: string): GlossaryEntry | null {
  const key = word
    .toLowerCase()
    .replace(/^[^a-z]+/, '')
    .replace(/\s+/g, '-');
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
  if (entry === undefined) return null;
  const [title, meaning, page] = entry;
  return { title, meaning, source: `docs/${page}` };
}
