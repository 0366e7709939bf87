// Caches the decoded bytes of a trace's parts, because an audit judges the same writes twice for every sync.
// An entry lives as long as the trace.
const known = new WeakMap<object, Uint8Array>();

/** `part`: an effect or a node of the trace. Neither it nor the bytes may be changed. */
export function decoded(part: object, base64: string): Uint8Array {
  let bytes = known.get(part);
  if (bytes === undefined) {
    bytes = Buffer.from(base64, 'base64');
    known.set(part, bytes);
  }
  return bytes;
}
