// Limits on single values in a capsule: names, links, sizes, modes, encodings.

export const inodesMax = 10_000;
const fileBytesMax = 64 * 1024 * 1024;
const linkTargetMax = 1024;

/** A file name that stays where it is put, on any platform. */
export function isPlain(name: string): boolean {
  return (
    name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= 255 && !/[/\\\0]/.test(name)
  );
}

/** `depth`: how many directories lie between the root and the link; so many times it may go up, at its front. */
export function isInnerTarget(target: string, depth: number): boolean {
  if (target === '' || target.length > linkTargetMax) return false;
  const parts = target.split('/');
  const down = parts.findIndex((part) => part !== '..');
  return down >= 0 && down <= depth && parts.slice(down).every(isPlain);
}

/** How many directories lie between the root and `dir`; `parentOf` has no circles. */
export function depthOf(parentOf: ReadonlyMap<number, number>, dir: number): number {
  let depth = 0;
  for (let at = parentOf.get(dir); at !== undefined; at = parentOf.get(at)) depth += 1;
  return depth;
}

export function isBase64(text: string): boolean {
  return (
    text.length <= (fileBytesMax * 4) / 3 + 4 &&
    /^[A-Za-z0-9+/]*={0,2}$/.test(text) &&
    text.length % 4 === 0 &&
    Buffer.from(text, 'base64').toString('base64') === text
  );
}

export function isSize(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes >= 0 && bytes <= fileBytesMax;
}

export function isMode(mode: number): boolean {
  return Number.isSafeInteger(mode) && mode >= 0 && mode <= 0o177777;
}
