// Finds a field that a schema does not know: a capsule that says more than its reader understands is refused.

/** Where the first field stands that `known`, as parsed from `input`, has dropped; null: there is none. */
export function unknownField(input: unknown, known: unknown, path = ''): string | null {
  if (typeof input !== 'object' || input === null || typeof known !== 'object' || known === null) return null;
  for (const key of Object.keys(input)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(known, key)) return here.slice(0, 200);
    const deeper = unknownField(Reflect.get(input, key), Reflect.get(known, key), here);
    if (deeper !== null) return deeper;
  }
  return null;
}
