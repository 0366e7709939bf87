// The types for test files that TypeScript takes for CommonJS; vitest imports them as modules all the same.
export type * from '../dist/harness/library/vitest.js' with { 'resolution-mode': 'import' };

type Vitest = typeof import('../dist/harness/library/vitest.js', { with: { 'resolution-mode': 'import' }});
export declare const describeStorage: Vitest['describeStorage'];
export declare const expectCrashSafe: Vitest['expectCrashSafe'];
export declare const expectRaceFree: Vitest['expectRaceFree'];
export declare const StorageAssertionError: Vitest['StorageAssertionError'];
export type StorageAssertionError = InstanceType<Vitest['StorageAssertionError']>;
