// Tokens and the writes that they belong to, against a Map.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenTable } from './token-table.js';

it('knows every token that was added, each once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 2 })),
      fc.array(fc.string({ maxLength: 2 })),
      (tokens, others) => {
        const known = new Map<string, number>();
        const table = new TokenTable(tokens.length, (write) => tokens[write] ?? '');
        for (const [write, token] of tokens.entries()) {
          expect(table.add(token, write)).toBe(!known.has(token));
          if (!known.has(token)) known.set(token, write);
        }
        for (const token of [...tokens, ...others]) expect(table.find(token)).toBe(known.get(token) ?? null);
      },
    ),
  );
});

it('tells tokens of the same hash apart', () => {
  // Of the FNV-1a hash: a well-known pair.
  const tokens = ['costarring', 'liquid'];
  const table = new TokenTable(2, (write) => tokens[write] ?? '');
  expect(tokens.map((token, write) => table.add(token, write))).toEqual([true, true]);
  expect(tokens.map((token) => table.find(token))).toEqual([0, 1]);
});
