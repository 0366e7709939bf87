// The process of a search while schedules run: its event loop turns, and it can stop between two schedules.
import { describe, expect, it } from 'vitest';
import { alternately, onRuntime, setupWith } from './testing/on-runtime.js';

const CONTENDED = new Set(['name:tasks.yaml', 'name:tasks.yaml.lock', 'lock:tasks.yaml.lock']);

describe('the host of a search', () => {
  it('can stop it between two schedules, and its own timers go on meanwhile', async () => {
    const abort = new AbortController();
    await onRuntime({ scope: 'processes', reference: 'flock', signal: abort.signal }, async ({ runtime }) => {
      const program = runtime.program(setupWith());
      let ticks = 0;
      const timer = setInterval(() => {
        ticks += 1;
        if (ticks === 3) abort.abort(new Error('enough'));
      }, 1);
      const endless = async (): Promise<never> => {
        for (;;) await program.execute(alternately, { contended: CONTENDED });
      };
      await expect(endless()).rejects.toThrow('enough');
      clearInterval(timer);
      expect(ticks).toBeGreaterThanOrEqual(3);
    });
  });
});
