// Lends typed arrays to the check of one history. A search through schedules checks very many histories of a
// few operations, for which making the arrays would take longer than the check: small ones are lent again and
// again. Histories are checked one after another and keep no column, so one pool serves all.

const SMALL = 256;
const floatPool: Float64Array[] = [];
const integerPool: Int32Array[] = [];
const lent = { floats: 0, integers: 0 };

/** What was lent before may be lent again: a new history begins. */
export function takeBackColumns(): void {
  lent.floats = 0;
  lent.integers = 0;
}

/** At least so long, with anything in it. */
export function lendFloats(length: number): Float64Array {
  if (length > SMALL) return new Float64Array(length);
  const column = floatPool[lent.floats] ?? new Float64Array(SMALL);
  floatPool[lent.floats++] = column;
  return column;
}

/** At least so long, with anything in it. */
export function lendIntegers(length: number): Int32Array {
  if (length > SMALL) return new Int32Array(length);
  const column = integerPool[lent.integers] ?? new Int32Array(SMALL);
  integerPool[lent.integers++] = column;
  return column;
}
