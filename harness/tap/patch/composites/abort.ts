// The AbortError of readFile and writeFile when their AbortSignal fires; Node does not export its own.
/** Throws when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  throw Object.assign(error, { code: 'ABORT_ERR' });
}
