// The types for files that TypeScript compiles to require(): those of the modules, and what is a value besides.
export type * from '../dist/harness/library/holdfast.js' with { 'resolution-mode': 'import' };

type Holdfast = typeof import('../dist/harness/library/holdfast.js', { with: {
  'resolution-mode': 'import',
}});
export declare const StoreError: Holdfast['StoreError'];
export type StoreError = InstanceType<Holdfast['StoreError']>;
export declare const defineConfig: Holdfast['defineConfig'];
export declare const probeLocks: Holdfast['probeLocks'];
export declare const probeSyncs: Holdfast['probeSyncs'];
