// What an attack on the harness is: one way to go wrong around it, aimed by a seed, and what must hold then. It
// never judges a strategy, only what became of the harness, of its stored runs, and of whoever was innocent.
import type { Random } from '../../../random.js';
import type { Workbench } from '../../e2e/workbench.js';

export interface Arena {
  /** The only source of chance, so that an attack can be repeated. */
  random: Random;
  /** A directory of its own and the built command line, to be started in it. */
  bench: Workbench;
  /** What several attacks need and none changes, made once. */
  shared<T>(name: string, make: () => Promise<T>): Promise<T>;
}

export interface Attack {
  /** The name of its file. */
  id: string;
  /** What is done and what must hold, in one line. */
  title: string;
  /** Starts programs: takes seconds, and is tried once where the others are tried in dozens. */
  startsPrograms: boolean;
  /** Why it can't be tried here; null: it can. */
  unavailable?(): string | null;
  /** Resolves with what did not hold, in one sentence; null: all of it held. */
  run(arena: Arena): Promise<string | null>;
}

/** One of several, with equal chances. */
export function oneOf<T>(random: Random, choices: readonly T[]): T {
  const chosen = choices[random.integer(0, choices.length - 1)];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
}

/** A promise that is given up: attacks are about what never ends, among others. */
export async function within<T>(msMax: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} had not ended after ${msMax} ms`)), msMax);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
