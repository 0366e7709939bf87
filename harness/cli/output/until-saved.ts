// Waits for a file to be saved: its directory is watched, because editors replace files rather than write
// into them.
import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors save in several steps: those within this time are one. */
const SETTLED_AFTER_MS = 100;

export interface Saved {
  /** Aborted at the first save, or with `signal`: whatever is running is out of date. */
  readonly signal: AbortSignal;
  /** Resolves a moment after the first save, or with `signal`. */
  readonly happened: Promise<void>;
}

export function untilSaved(file: string, signal: AbortSignal): Saved {
  const saved = new AbortController();
  const happened = new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const watcher = watch(dirname(file), (_event, name) => {
      if (name !== null && name !== basename(file)) return;
      saved.abort();
      clearTimeout(timer);
      timer = setTimeout(finish, SETTLED_AFTER_MS);
    });
    const finish = (): void => {
      clearTimeout(timer);
      watcher.close();
      signal.removeEventListener('abort', finish);
      saved.abort();
      resolve();
    };
    watcher.on('error', finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
  return { signal: saved.signal, happened };
}
