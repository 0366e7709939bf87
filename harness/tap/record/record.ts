// Records what a piece of work does to one directory, in this thread. Only code that was loaded after the tap
// was installed is seen, and importing this module doesn't install it: call `installTap` first.
import { subscribe } from 'node:diagnostics_channel';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { installTap } from '../patch/install.js';
import { TraceRecorder } from './trace-recorder.js';

/** Notes in the trace that the write of `rev` with this token was started or acknowledged at this point. */
export type Mark = (mark: 'attempt' | 'acked', rev: number, token: string) => void;

/** Programs that run under the preload publish { mark, rev, token } here. */
const MARK_CHANNEL = 'holdfast:mark';

/**
 * Resolves with the trace of everything that `body` did to `directory`, which must exist. Rejects when `body`
 * rejects. Recordings of several directories may overlap in time.
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

/** Adds the marks that this thread publishes to the recording. */
export function subscribeToMarks(recorder: TraceRecorder): void {
  subscribe(MARK_CHANNEL, (message) => {
    if (typeof message !== 'object' || message === null) return;
    const [mark, rev, token] = ['mark', 'rev', 'token'].map((key): unknown => Reflect.get(message, key));
    if (mark !== 'attempt' && mark !== 'acked') return;
    recorder.mark(mark, Number(rev), String(token));
  });
}
