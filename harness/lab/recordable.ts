// Makes a copy of a value that can be stored as a fact. What JSON has no word for is spelled out: a bigint as
// `{ $bigint: '9007199254740993' }`, a Date as `{ $date: '2025-10-08T10:30:00.000Z' }`. The rest is as
// structured cloning and JSON leave it.

/** Throws for what is no plain data, e.g. a function or a circle. */
export function recordable(value: unknown): unknown {
  const copy = spelledOut(structuredClone(value), 0);
  JSON.stringify(copy);
  return copy;
}

const DEPTH_MAX = 1000;

function spelledOut(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (value instanceof Date)
    return { $date: Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString() };
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEPTH_MAX) throw new TypeError('it contains itself, or is nested too deeply');
  if (Array.isArray(value)) return value.map((item) => spelledOut(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelledOut(item, depth + 1)]));
}
