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

/** `..` only at the front would be legal for some depths; a capsule needs none. */
export function isInnerTarget(target: string): boolean {
  if (target === '' || target.length > linkTargetMax) return false;
  return target.split('/').every(isPlain);
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
