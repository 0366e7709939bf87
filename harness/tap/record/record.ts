// Records what a piece of work does to one directory, in this thread. What the work loads must be loaded after
// the tap was installed, which importing this module doesn't do: call `installTap` first.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { installTap } from '../patch/install.js';
import { TraceRecorder } from './trace-recorder.js';

/** Notes in the trace that a write of `rev`, with its token, was invoked or acknowledged at this point. */
export type Mark = (mark: 'attempt' | 'acked', rev: number, token: string) => void;

/** Programs that record themselves through the preload publish { mark, rev, token } here. */
export const MARK_CHANNEL = 'holdfast:mark';

/**
 * The trace of everything that `body` did to `directory` (which must exist) until it resolved. Rejects with
 * what body rejects with. Recordings of several directories may overlap in time.
 */
export async function record(directory: string, body: (mark: Mark) => Promise<void>): Promise<Trace> {
  const tap = await installTap();
  const recorder = new TraceRecorder(tap, directory);
  try {
    await body((mark, rev, token) => recorder.mark(mark, rev, token));
  } catch (error) {
    recorder.finish();
    throw error;
  }
  return recorder.finish();
}

/** Lets a recorder hear the marks of its own thread; the returned function ends it. */
export function subscribeToMarks(recorder: TraceRecorder): () => void {
  const hear = (message: unknown) => {
    if (typeof message !== 'object' || message === null) return;
    const [mark, rev, token] = ['mark', 'rev', 'token'].map((key): unknown => Reflect.get(message, key));
    if (mark !== 'attempt' && mark !== 'acked') return;
    recorder.mark(mark, Number(rev), String(token));
  };
  subscribe(MARK_CHANNEL, hear);
  return () => unsubscribe(MARK_CHANNEL, hear);
}
