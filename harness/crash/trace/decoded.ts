// The bytes of a trace, decoded once for each part of it, however often it is judged: an audit judges the same writes
// twice for every sync. Kept for as long as the trace itself.
const known = new WeakMap<object, Uint8Array>();

/** `part`: an effect or a node of the trace, which nobody changes. The bytes are not to be changed either. */
export function decoded(part: object, base64: string): Uint8Array {
  let bytes = known.get(part);
  if (bytes === undefined) {
    bytes = Buffer.from(base64, 'base64');
    known.set(part, bytes);
  }
  return bytes;
}
