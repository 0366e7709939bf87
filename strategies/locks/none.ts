// No lock at all: everybody always gets it at once. For comparison, and for strategies broken on purpose.
import type { Held, Lock } from './lock.js';

const nothingHeld: Held = { lost: () => null, release: () => Promise.resolve() };

export const noLock: Lock = { acquire: () => Promise.resolve(nothingHeld) };
