// The next change of a file or directory, as the file system reports it (inotify, kqueue,
// ReadDirectoryChangesW): sleeping until then costs no processor time and no thread of libuv's pool. Where
// nothing can be watched, or a report is lost, as over a network, the sleep ends by its time limit.
import { type FSWatcher, watch } from 'node:fs';

export class PathChange {
  /** Whether changes will be reported. */
  readonly watched: boolean;
  readonly #watcher: FSWatcher | null = null;
  #wake: () => void = () => undefined;
  readonly #changed: Promise<void>;

  /**
   * Changes count from now on; a path that names nothing has changed already.
   * @param until removed: other changes of the file are ignored
   */
  constructor(path: string, until: 'changed' | 'removed') {
    this.#changed = new Promise((resolve) => {
      this.#wake = resolve;
    });
    try {
      this.#watcher = watch(path, { persistent: false });
      this.#watcher.on('error', () => this.#wake());
      this.#watcher.on('change', (type) => {
        if (until === 'changed' || type === 'rename') this.#wake();
      });
      this.watched = true;
    } catch (error) {
      this.watched = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (this.watched) this.#wake();
    }
  }

  /** Resolves at the next change, or after so many milliseconds. */
  async within(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.#changed, passed]);
    clearTimeout(timer);
  }

  close(): void {
    this.#watcher?.close();
  }
}
