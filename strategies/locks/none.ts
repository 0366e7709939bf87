// No lock at all: everybody gets it at once. Shows what a lock costs and what it saves, and is the honest
// choice where a document has one writer only.
import type { Held, Lock } from './lock.js';

const nothingHeld: Held = { lost: () => null, release: () => Promise.resolve() };

export const noLock: Lock = { acquire: () => Promise.resolve(nothingHeld) };
