// What readFile and writeFile throw when their AbortSignal fires: Node's own AbortError isn't public.

/** Throws when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  throw Object.assign(error, { code: 'ABORT_ERR' });
}
