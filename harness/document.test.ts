// A remembered digest is the computed one, and documents are known again whichever way it was come by.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOf, makeDocument, observe, rememberedDigests } from './document.js';

it('remembered digests are the computed ones, also beyond what is remembered', () => {
  const tasks = fc.array(fc.record({ id: fc.constantFrom('a', 'b'), note: fc.anything({ maxDepth: 1 }) }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.array(tasks, { maxLength: 5 }), (all) => {
      const digest = rememberedDigests(2);
      for (const one of [...all, ...all]) {
        try {
          digestOf(one);
        } catch {
          continue; // JSON has no word for a bigint.
        }
        expect(digest(one)).toBe(digestOf(one));
      }
    }),
  );
});

it('a damaged document is no more intact for having been seen before', () => {
  const digest = rememberedDigests(10);
  const document = makeDocument('t1', 300, digest);
  expect(document).toEqual(makeDocument('t1', 300));
  expect(observe(document, digest)).toEqual({ rev: 0, token: 't1', intact: true });
  const [first, ...others] = document.tasks;
  const damaged = { ...document, tasks: [{ ...first, note: 'other' }, ...others] };
  expect(observe(damaged, digest)).toEqual({ rev: 0, token: 't1', intact: false });
});
