// What the checks of I/O faults have in common: which faults count, why they can't carry a pass, and one of
// them in lines.
import type { Fact } from '../../../results/facts/facts.js';
import { factsOf } from '../../../results/facts/facts-of.js';
import type { FaultAnswer, IoFault } from '../../../results/facts/io-faults-fact.js';
import type { RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import type { CheckJudgement, Evidence } from '../../../results/verdicts/finding.js';
import { count, failed, passed, undecided } from '../judgement.js';

const PROOFS_PER_ANOMALY = 2;

/** The faults that were met. */
export function faultsOf(facts: readonly Fact[]): IoFault[] {
  return factsOf(facts, 'io-faults').flatMap(({ faults }) => faults.filter(({ injected }) => injected > 0));
}

/** Why these faults can't carry a pass; null when they can. */
export function tooFewFaults(facts: readonly Fact[]): string | null {
  const records = factsOf(facts, 'io-faults');
  if (records.length === 0) return 'No operation was failed';
  for (const { distrust, calls, faults } of records) {
    if (distrust !== null) return `Not every operation could be failed: ${distrust}`;
    const write = calls.find(({ call }) => call === 'write');
    if (write === undefined || write.operations.length === 0)
      return 'The write showed no operation to be failed';
    const missed = faults.filter(({ injected }) => injected === 0).length;
    // Which operations a call does may depend on time (a lock that is waited for); most of them must be met.
    if (missed * 10 > faults.length) return `${missed} of ${count(faults.length, 'fault')} were not met`;
  }
  return null;
}

/** A judgement from the faults that `proofOf` finds something wrong with. */
export function judgeFaults(
  facts: readonly Fact[],
  proofOf: (fault: IoFault) => Omit<Evidence, 'witness'> | null,
  goodSummary: string,
): CheckJudgement {
  const faults = faultsOf(facts);
  const looked = { n: faults.length, unit: 'faults' };
  const evidence = faults.flatMap((fault): Evidence[] => {
    const proof = proofOf(fault);
    return proof === null ? [] : [{ ...proof, witness: faultLines(fault) }];
  });
  if (evidence.length > 0) {
    const names = [...new Set(evidence.map(({ anomaly }) => anomaly))];
    const of = (name: string) => evidence.filter(({ anomaly }) => anomaly === name);
    const summary = `${names.map((name) => `${of(name).length} × ${name}`).join(', ')} in ${count(faults.length, 'fault')}`;
    return failed(
      summary,
      looked,
      names.flatMap((name) => of(name).slice(0, PROOFS_PER_ANOMALY)),
    );
  }
  const reason = tooFewFaults(facts);
  if (reason !== null) return undecided(reason, looked);
  return passed(`${goodSummary} ${count(faults.length, 'fault')}`, looked);
}

/** `renameSync(tasks.yaml.tmp, tasks.yaml) failed with EIO`. */
export function faultSentence({ operation, fault, how }: IoFault): string {
  const taken = fault.startsWith('all but') ? fault : `only ${fault}`;
  const what = /^[A-Z]/.test(fault) ? `failed with ${fault}` : `took ${taken}`;
  return `${operation} ${what}${hows[how]}`;
}

const hows: Readonly<Record<IoFault['how'], string>> = {
  once: '',
  lasting: ', and so did what came after it',
  'then-full': ', and then the disk was full in the middle of a write',
  each: ', and so did every one after it',
};

/** A directory that this file system can't sync, which is nobody's fault. */
export function isUnsyncableDirectory({ sync, fault }: IoFault): boolean {
  return sync?.of === 'directory' && (fault === 'EINVAL' || fault === 'EPERM');
}

/** Whether what clears up may have met the fault, too: a lock or a file that stays is the fault's doing then. */
export function disturbsCleanup({ kind, injected, removalsFailed }: IoFault): boolean {
  // A lock or a file is looked at before it is removed.
  const looks = kind === 'stat' || kind === 'readdir';
  return injected > 1 || removalsFailed > 0 || looks;
}

/** What happened around one fault, line by line. */
export function faultLines(fault: IoFault): string[] {
  const { call, answer, beside = [], sync, uncaught, after } = fault;
  const head = (token: string | null): string => nameOfToken(fault, token);
  const lines = [
    `${call}: ${faultSentence(fault)}`,
    ...(sync === null ? [] : [`then, before it ended: ${nextLine(sync.next)}`]),
    `${call} ${answerLine(answer, head)}`,
    ...beside.map((one) => `at the same time, a write of ${one.token} ${answerLine(one.answer, head)}`),
    ...(uncaught === null ? [] : [`thrown outside any call: ${uncaught}`]),
  ];
  if (after === null) return lines;
  const { fresh, sameStore, newStore, litter } = after;
  return [
    ...lines,
    `the fault is over; a fresh store reads ${foundLine(fault, fresh)}`,
    `the same store writes ${answerLine(sameStore, head)}; another one ${answerLine(newStore, head)}`,
    ...(litter.length > 0 ? [`left beside the document: ${litter.join(', ')}`] : []),
  ];
}

/** `rev 1 (the old one)`, `no document`, `EIO “…”`. */
export function foundLine(fault: IoFault, found: RecoveredFile): string {
  switch (found.type) {
    case 'document': {
      const { rev, token, intact } = found.observed;
      return `rev ${rev} (${nameOfToken(fault, token)})${intact ? '' : ', torn'}`;
    }
    case 'absent':
      return 'no document';
    case 'error':
      return `${found.code ?? 'no code'} “${found.message}”`;
    default:
      return found satisfies never;
  }
}

function nameOfToken({ oldToken, newToken }: IoFault, token: string | null): string {
  if (token === null) return 'no token';
  if (token === oldToken) return 'the old one';
  return token === newToken ? 'the new one' : token;
}

function nextLine(next: NonNullable<IoFault['sync']>['next']): string {
  switch (next) {
    case 'rewritten':
      return 'it wrote again and synced that';
    case 'retried':
      return 'it synced again, without writing again';
    case 'nothing':
      return 'nothing was synced again';
    default:
      return next satisfies never;
  }
}

function answerLine(answer: FaultAnswer, head: (token: string | null) => string): string {
  switch (answer.type) {
    case 'ok':
      return answer.rev === null ? '→ ok, no document' : `→ ok rev ${answer.rev} (${head(answer.token)})`;
    case 'error':
      return `→ ${answer.code ?? 'no code'} “${answer.message}”`;
    case 'hang':
      return `→ nothing within ${answer.afterMs / 1000} s`;
    default:
      return answer satisfies never;
  }
}
