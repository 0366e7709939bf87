// Changes one place of a parsed JSON document: what a hand, another program or somebody hostile may write there.
// The values come from fast-check, and from what breaks readers elsewhere.
import fc from 'fast-check';
import type { Random } from '../../../random.js';
import { oneOf } from './attack.js';

const nasty: readonly unknown[] = [
  null,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  '__proto__',
  '../../../../etc/passwd',
  '\u0000',
  '\u001b[2J::stop-commands::x\n',
  'x'.repeat(100_000),
  [],
  {},
  nested(1000),
];

/** A copy of `document` in which one value was replaced, removed or doubled. */
export function withChangedValue(document: unknown, random: Random): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(document));
  const places = placesIn(copy);
  const { parent, key } = oneOf(random, places);
  const change = random.integer(0, 4);
  if (change === 0) Reflect.deleteProperty(parent, key);
  else if (change === 1) Reflect.set(parent, `${key}2`, Reflect.get(parent, key));
  else if (change === 2) Reflect.set(parent, key, oneOf(random, nasty));
  else if (change === 3) {
    const other = oneOf(random, places);
    Reflect.set(parent, key, JSON.parse(JSON.stringify(Reflect.get(other.parent, other.key) ?? null)));
  } else Reflect.set(parent, key, anyValue(random));
  return copy;
}

function anyValue(random: Random): unknown {
  const seed = random.integer(0, 2 ** 31 - 1);
  return fc.sample(fc.jsonValue({ maxDepth: 3 }), { seed, numRuns: 1 })[0];
}

interface Place {
  parent: object;
  key: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [{ parent: value, key }, ...placesIn(Reflect.get(value, key))]);
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}
