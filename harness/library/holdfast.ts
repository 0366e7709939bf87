// What `import … from 'holdfast'` gives: the contract of a strategy, the configuration, and the shapes of
// what a run leaves behind. All of it is types but for a few small things, so that an application may import it
// for nothing; the probes load what they need when they are called.
export type { Capsule } from '../../results/capsules/crash-capsule.js';
export type { InterleavingCapsule } from '../../results/capsules/interleaving-capsule.js';
export type { Run } from '../../results/facts/run-record.js';
export type { Comparison } from '../../results/verdicts/comparison.js';
export type { Finding } from '../../results/verdicts/finding.js';
export type { Judged } from '../../results/verdicts/judged.js';
export type {
  Availability,
  Claims,
  OpenOptions,
  PromiseLevel,
  Role,
  Store,
  StoreErrorCode,
  Strategy,
  Task,
  TaskFile,
} from '../../strategies/strategy.js';
export { StoreError } from '../../strategies/strategy.js';
export type { Config } from '../cli/options/configuration.js';
export { defineConfig } from './define-config.js';
export { type LockAnswer, type ProbedLock, type ProbedLocks, probeLocks } from './probe-locks.js';
export { type ProbedSyncs, probeSyncs } from './probe-syncs.js';
