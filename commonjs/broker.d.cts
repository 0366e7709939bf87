// The types for files that TypeScript compiles to require().
export type * from '../dist/strategies/locks/broker.js' with { 'resolution-mode': 'import' };

type Broker = typeof import('../dist/strategies/locks/broker.js', { with: { 'resolution-mode': 'import' }});
export declare const serveLocks: Broker['serveLocks'];
export declare const useLocks: Broker['useLocks'];
export declare const hasBroker: Broker['hasBroker'];
export declare const tryLockThroughBroker: Broker['tryLockThroughBroker'];
export declare const BROKER_REMEDY: Broker['BROKER_REMEDY'];
