// Seeded choices stay within their bounds, are uniform, and are the same again for the same seed.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { samplerFor } from './sampler.js';

it('draws one for each bound, the same for the same seed', () => {
  const bound = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1000 }));
  fc.assert(
    fc.property(fc.array(bound, { maxLength: 50 }), fc.integer(), (list, seed) => {
      const bounds = Uint32Array.from(list);
      const drawn = samplerFor(seed, 'test').belowEach(bounds);
      expect(drawn).toHaveLength(bounds.length);
      expect([...drawn].every((choice, at) => choice < (bounds[at] ?? 0))).toBe(true);
      expect(samplerFor(seed, 'test').belowEach(bounds)).toEqual(drawn);
    }),
  );
});

it.each([2, 3, 300])('comes to every one of %d choices about as often', (choices) => {
  const drawn = samplerFor(1, 'even').belowEach(new Uint32Array(choices * 1000).fill(choices));
  const counts = new Map<number, number>();
  for (const choice of drawn) counts.set(choice, (counts.get(choice) ?? 0) + 1);
  expect(counts.size).toBe(choices);
  expect([...counts.values()].every((count) => count > 800 && count < 1200)).toBe(true);
});

it('differs by seed and by what is sampled', () => {
  const bounds = new Uint32Array(64).fill(2);
  const draws = [samplerFor(1, 'a'), samplerFor(2, 'a'), samplerFor(1, 'b')].map((random) =>
    random.belowEach(bounds).join(),
  );
  expect(new Set(draws).size).toBe(3);
});
