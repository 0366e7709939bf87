// What follows from the doctor's probes for somebody who wants to keep a file in this directory: what can be
// relied on, what can't whatever a strategy does, each with its remedy, and what stays unknown. Pure.
import type { DoctorConclusion, Probe } from '../../results/facts/platform-probe.js';
import { lockKinds } from './probes/lock-kinds.js';

interface Rule {
  probe: string;
  /** Half a sentence: what can be relied on where the answer is the good one. */
  safe: string;
  /** The same where it can't. Default: `safe`. */
  unsafe?: string;
  /** The answer that is good; default yes. */
  good?: 'yes' | 'no';
  remedy: string;
}

const localDisk = 'keep the file on a local disk';

const rules: readonly Rule[] = [
  {
    probe: 'syncs-passed-on',
    safe: 'an acknowledged write against a loss of power, where its file and then its directory are synced',
    unsafe: 'any acknowledged write against a loss of power',
    remedy: `${localDisk}; no strategy is durable here`,
  },
  {
    probe: 'rename-atomic',
    safe: 'reading without a lock while the file is replaced by rename',
    remedy: `let readers take the writers' lock, or read again after ENOENT; or ${localDisk}`,
  },
  {
    probe: 'file-mounts',
    good: 'no',
    safe: 'replacing a file by rename',
    unsafe: 'replacing a file that is mounted by itself',
    remedy: 'mount its directory instead; until then only what writes in place works',
  },
  {
    probe: 'exclusive-create',
    safe: 'lock files made with O_EXCL, as long as nobody takes over a dead one',
    unsafe: 'lock files made with O_EXCL',
    remedy: localDisk,
  },
  {
    probe: 'mtime-tells-writes-apart',
    safe: 'noticing a write by the modification time',
    unsafe: 'noticing every write by the modification time',
    remedy: 'compare the content, or a revision in it',
  },
];

const between = {
  processes: 'a lock between processes',
  threads: 'a lock between threads of one process that open the file each',
} as const;

export function conclude(probes: readonly Probe[]): DoctorConclusion {
  const conclusion: DoctorConclusion = { safe: [], unsafe: [], unknown: [] };
  for (const rule of rules) applyRule(rule, probes, conclusion);
  for (const whom of ['processes', 'threads'] as const) {
    const tried = lockKinds.map((kind) => ({ kind, outcome: outcomeOf(probes, `${kind}-excludes-${whom}`) }));
    const holding = tried.filter(({ outcome }) => outcome === 'yes').map(({ kind }) => kind);
    const failing = tried.filter(({ outcome }) => outcome === 'no').map(({ kind }) => kind);
    if (holding.length > 0) conclusion.safe.push(`${between[whom]}: ${holding.join(', ')}`);
    else if (failing.length === 0) conclusion.unknown.push(`${between[whom]}: no kind could be tried`);
    if (failing.length > 0) {
      const others =
        holding.length > 0 ? `take ${holding.join(' or ')}` : 'take a lock file made with O_EXCL';
      conclusion.unsafe.push({ what: `${between[whom]}: ${failing.join(', ')}`, remedy: others });
    }
  }
  conclusion.unknown.push('locks through other mounts of the same storage, on this host or another');
  return conclusion;
}

function applyRule(
  { probe: id, safe, unsafe = safe, good = 'yes', remedy }: Rule,
  probes: readonly Probe[],
  into: DoctorConclusion,
): void {
  const probe = probes.find((one) => one.id === id);
  if (probe === undefined) return;
  // What follows the first sentence is advice, which the remedy gives.
  const reason = probe.detail.split('. ')[0]?.replace(/\.$/, '') ?? '';
  const because = reason === '' ? '' : `: ${reason}`;
  if (probe.outcome === good) into.safe.push(safe);
  else if (probe.outcome === 'unknown' || probe.outcome === 'n/a') into.unknown.push(`${safe}${because}`);
  else into.unsafe.push({ what: `${unsafe}${because}`, remedy });
}

const outcomeOf = (probes: readonly Probe[], id: string) =>
  probes.find((one) => one.id === id)?.outcome ?? null;
