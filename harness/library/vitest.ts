// What `import … from 'holdfast/vitest'` gives: matchers for people's own tests. Import it first, before what
// it is to look at.

export { describeStorage, type StorageOptions } from './describe-storage.js';
export { type CrashSafe, type CrashSafety, expectCrashSafe } from './expect-crash-safe.js';
export { expectRaceFree, type RaceFree, type RaceOptions } from './expect-race-free.js';
export { type StorageAssertionCode, StorageAssertionError } from './storage-assertion.js';
