// Seeded choices for sampling disk states: a sample is a pure function of its seed and of what is sampled,
// whatever was sampled before.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Up to this bound 16 random bits are uniform enough. */
const smallMax = 256;

export interface Sampler {
  /** An integer in 0 … bound − 1. */
  below(bound: number): number;
  /** One such integer for each bound. */
  belowEach(bounds: Uint32Array): Uint32Array;
}

/** `about` names what is sampled, so that different things get independent streams. */
export function samplerFor(seed: number, about: string): Sampler {
  let hash = seed | 0;
  for (let i = 0; i < about.length; i++) hash = (Math.imul(hash, 31) + about.charCodeAt(i)) | 0;
  const generator = xoroshiro128plus(hash);
  const below = (bound: number): number => uniformInt(generator, 0, bound - 1);
  // Two small choices from each random number: most of the time of sampling large files goes into drawing
  // them.
  const belowEach = (bounds: Uint32Array): Uint32Array => {
    const chosen = new Uint32Array(bounds.length);
    let drawn = 0;
    for (let at = 0; at < bounds.length; at++) {
      const bound = bounds[at] ?? 1;
      drawn = at % 2 === 0 ? generator.next() : drawn >>> 16;
      chosen[at] = bound > smallMax ? below(bound) : ((drawn & 0xffff) * bound) >>> 16;
    }
    return chosen;
  };
  return { below, belowEach };
}
