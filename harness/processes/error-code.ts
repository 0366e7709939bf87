// The code of a system error (`ENOENT`, `EAGAIN` …), or null for anything that carries none.

export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
