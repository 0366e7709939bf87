// What tests of `holdfast init` need: somebody who answers, and the store that the package brings along.
import { readFileSync } from 'node:fs';
import type { Io } from '../io.js';

const store = readFileSync(new URL('../../../starter/document-store.mts', import.meta.url), 'utf8');

export const starterParts = () => Promise.resolve({ store, addon: '^1.5.1' });

/** Gives these answers in turn, then empty ones. Without any, nobody is there. */
export function scriptedPerson(
  answers: readonly string[] | undefined,
  hear: (question: string) => void,
): Io['ask'] {
  if (answers === undefined) return null;
  const left = [...answers];
  return (question) => {
    hear(question);
    return Promise.resolve(left.shift() ?? '');
  };
}
