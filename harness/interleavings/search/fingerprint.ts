// A 53-bit hash in two lanes of 32 bits, without BigInt: as good as a name for up to some millions of states
// (a million states collide with a chance of about 1 in 20,000), and cheap enough to be taken after every
// step.

/** Scrambles one lane with one more word. */
export function mix(lane: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = lane ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** The same with other constants: what collides in one lane does not in the other. */
export function mixOther(lane: number, word: number): number {
  let k = Math.imul(word, 0x9e3779b1);
  k = Math.imul((k << 16) | (k >>> 16), 0x85ebca77);
  const h = lane ^ k;
  return (Math.imul((h << 11) | (h >>> 21), 9) + 0x52dce729) | 0;
}

function settled(lane: number): number {
  let h = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One number below 2^53 for both lanes. */
export function fingerprintOf(lane: number, other: number): number {
  return settled(lane) * 0x200000 + (settled(other) >>> 11);
}

/** Of a text, for one lane each; `start` tells lanes apart. */
export function hashText(text: string, start: number): number {
  let h = start;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h | 0;
}
