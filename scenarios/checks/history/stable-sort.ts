// Sorts numbers that belong to keys by these keys, stably, in place: a merge sort on typed arrays that moves
// only what is out of order. Operations are recorded nearly in the order of time and of revs, so it is almost
// linear for them.

const SMALL = 24;
const NO_KEYS = new Float64Array(0);
const NO_VALUES = new Int32Array(0);

/**
 * Sorts the first `length` keys ascending, and `values` along with them. Keys may be infinite, never NaN.
 */
export function sortByKey(keys: Float64Array, values: Int32Array, length: number): void {
  if (!isSorted(keys, length)) new KeySort(keys, values, length).sort(0, length);
}

function isSorted(keys: Float64Array, length: number): boolean {
  for (let i = 1; i < length; i++) if ((keys[i - 1] ?? 0) > (keys[i] ?? 0)) return false;
  return true;
}

/** The first of low … high − 1 whose key is above `key` (`orEqual`: at least `key`), else high. */
export function firstAbove(
  keys: Float64Array,
  key: number,
  orEqual: boolean,
  from: number,
  end: number,
): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] ?? 0;
    if (found > key || (orEqual && found === key)) high = middle;
    else low = middle + 1;
  }
  return low;
}

class KeySort {
  readonly #keys: Float64Array;
  readonly #values: Int32Array;
  readonly #keysLeft: Float64Array;
  readonly #valuesLeft: Int32Array;

  constructor(keys: Float64Array, values: Int32Array, length: number) {
    this.#keys = keys;
    this.#values = values;
    const half = length <= SMALL ? 0 : (length + 1) >>> 1;
    this.#keysLeft = half === 0 ? NO_KEYS : new Float64Array(half);
    this.#valuesLeft = half === 0 ? NO_VALUES : new Int32Array(half);
  }

  sort(low: number, high: number): void {
    if (high - low <= SMALL) {
      this.#insert(low, high);
      return;
    }
    const middle = (low + high) >>> 1;
    this.sort(low, middle);
    this.sort(middle, high);
    this.#merge(low, middle, high);
  }

  #insert(low: number, high: number): void {
    const keys = this.#keys;
    const values = this.#values;
    for (let i = low + 1; i < high; i++) {
      const key = keys[i] ?? 0;
      const value = values[i] ?? 0;
      let at = i;
      for (; at > low && (keys[at - 1] ?? 0) > key; at--) {
        keys[at] = keys[at - 1] ?? 0;
        values[at] = values[at - 1] ?? 0;
      }
      keys[at] = key;
      values[at] = value;
    }
  }

  #merge(low: number, middle: number, high: number): void {
    const keys = this.#keys;
    const values = this.#values;
    const leftLast = keys[middle - 1] ?? 0;
    const rightFirst = keys[middle] ?? 0;
    if (leftLast <= rightFirst) return;
    // What stands before the first of the other half, or after its last, is in place.
    const start = firstAbove(keys, rightFirst, false, low, middle);
    const end = firstAbove(keys, leftLast, true, middle, high);
    const keysLeft = this.#keysLeft;
    const valuesLeft = this.#valuesLeft;
    const length = middle - start;
    for (let i = 0; i < length; i++) {
      keysLeft[i] = keys[start + i] ?? 0;
      valuesLeft[i] = values[start + i] ?? 0;
    }
    let left = 0;
    let right = middle;
    for (let to = start; left < length; to++) {
      const rightKey = right < end ? (keys[right] ?? 0) : Infinity;
      const leftKey = keysLeft[left] ?? 0;
      if (right >= end || leftKey <= rightKey) {
        keys[to] = leftKey;
        values[to] = valuesLeft[left] ?? 0;
        left++;
      } else {
        keys[to] = rightKey;
        values[to] = values[right] ?? 0;
        right++;
      }
    }
  }
}
