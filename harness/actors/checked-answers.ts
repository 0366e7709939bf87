// What a strategy's calls resolve with, looked at in one place before any engine relies on it: an author who
// forgets to return something gets a row that says so, and no engine meets a value of another shape.
import type { Store, Strategy } from '../../strategies/strategy.js';

/**
 * The same strategy, with stores whose `read` understands undefined as "there is no document", and whose
 * `write` rejects when it resolved with something that has no rev: nobody could tell which write that was.
 */
export function withCheckedAnswers(strategy: Strategy): Strategy {
  return {
    id: strategy.id,
    ...(strategy.level === undefined ? {} : { level: strategy.level }),
    ...(strategy.claims === undefined ? {} : { claims: strategy.claims }),
    availability: async () => (await strategy.availability?.()) ?? { available: true },
    open: async (path, options) => checked(await strategy.open(path, options)),
  };
}

function checked(store: Store): Store {
  return {
    read: async () => (await store.read()) ?? null,
    async write(next, expectedRev) {
      const stored: unknown = await store.write(next, expectedRev);
      if (!hasRev(stored)) throw answerError('write', stored);
      return stored;
    },
    close: async () => await store.close(),
  };
}

function hasRev(value: unknown): value is Awaited<ReturnType<Store['write']>> {
  try {
    return (
      typeof value === 'object' && value !== null && 'rev' in value && Number.isFinite(value.rev as number)
    );
  } catch {
    // A getter that throws.
    return false;
  }
}

function answerError(call: string, value: unknown): Error {
  const error = new Error(
    `${call}() resolved with ${described(value)}; it must resolve with the stored document, which carries its rev`,
  );
  // It is the strategy's error: none of our own frames must make it look like one of the harness.
  error.stack = `Error: ${error.message}`;
  return error;
}

function described(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'object') return 'an object that has no rev';
  return `a ${typeof value}`;
}
