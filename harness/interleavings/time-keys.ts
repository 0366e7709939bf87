// The keys of what clients know of time besides clocks. Nothing is stopped before them: once they are contended,
// steps that depend on them are readings of the clock.

/** When files were changed: contended once any client has read it, see mtime-stamps.ts. */
export const TIMES_KEY = 'times:';

/**
 * Timers that wait while their client does something else: where a schedule lets time pass meanwhile, they fire
 * earlier in what the client does.
 */
export const TIMERS_KEY = 'timers:';
