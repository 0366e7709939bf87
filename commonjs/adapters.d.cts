// The types for files that TypeScript compiles to require().
type Adapters = typeof import('../dist/strategies/adapters.js', { with: { 'resolution-mode': 'import' }});
export declare const update: Adapters['update'];
export declare const replace: Adapters['replace'];
export declare const append: Adapters['append'];
