// No lock: every client acquires it at once. Shows what a lock costs and what it prevents, and is the honest
// choice for a document with a single writer.
import type { Held, Lock } from './lock.js';

const nothingHeld: Held = { lost: () => null, release: () => Promise.resolve() };

export const noLock: Lock = { acquire: () => Promise.resolve(nothingHeld) };
