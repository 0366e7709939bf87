// Compares what a strategy made of real faults of the system with what it made of injected ones: the same
// judgement of its data, fault by fault.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Fact } from '../../../results/facts/facts.js';
import type { FaultAnswer, IoFault, IoFaultsFact } from '../../../results/facts/io-faults-fact.js';
import type { RecoveredFile } from '../../../results/facts/kill-points-fact.js';
import { keepsData } from '../../../scenarios/checks/faults/keeps-data.js';

export type RealFaultName =
  | 'full file system'
  | 'limit of file sizes'
  | 'read-only mount'
  | 'directory without permission';

/** One write, of rev 2 and token `new`, over rev 1 and token `old`. */
export interface RealFault {
  name: RealFaultName;
  answer: FaultAnswer;
  fresh: RecoveredFile;
}

/** `real` and `injected`: whether the data was kept. */
export interface Agreement {
  fault: RealFaultName;
  real: 'kept' | 'lost';
  injected: 'kept' | 'lost';
}

const ENTRY = fileURLToPath(new URL('./real-faults-entry.js', import.meta.url));

/** Of each real fault that this user can bring about; `directory` is empty. */
export async function realFaults(reference: string, directory: string): Promise<RealFault[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, reference, directory]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RealFault);
}

/** Which injected faults are those of the real one. A full disk and a limit take a part, and then nothing. */
const counterparts: Readonly<Record<RealFaultName, (fault: IoFault) => boolean>> = {
  'full file system': ({ kind, fault }) => kind === 'write' && (fault === 'ENOSPC' || fault === 'half'),
  'limit of file sizes': ({ kind, fault }) => kind === 'write' && (fault === 'ENOSPC' || fault === 'half'),
  'read-only mount': ({ fault }) => fault === 'EROFS',
  'directory without permission': ({ fault }) => fault === 'EACCES',
};

export function agreementOf(real: RealFault, fact: IoFaultsFact): Agreement {
  const faults = fact.faults.filter((fault) => fault.call === 'write' && counterparts[real.name](fault));
  return { fault: real.name, real: kept([realAsFact(real)]), injected: kept([{ ...fact, faults }]) };
}

function kept(facts: readonly Fact[]): 'kept' | 'lost' {
  return keepsData.judge(facts).verdict === 'fail' ? 'lost' : 'kept';
}

function realAsFact({ name, answer, fresh }: RealFault): IoFaultsFact {
  const next = { type: 'ok' as const, rev: null, token: null };
  const fault: IoFault = {
    call: 'write',
    kind: 'write',
    nth: 1,
    operation: name,
    fault: 'real',
    how: 'lasting',
    injected: 1,
    locked: false,
    removalsFailed: 0,
    sync: null,
    oldToken: 'old',
    newToken: 'new',
    answer,
    uncaught: null,
    after: { fresh, sameStore: next, newStore: next, litter: [] },
  };
  const calls = [{ call: 'write' as const, operations: [name], locked: false }];
  return { kind: 'io-faults', by: 'node', distrust: null, calls, faults: [fault], descriptorLeaks: null };
}
