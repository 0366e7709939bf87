// One store of a strategy in a fresh directory for each test, and how such tests look at documents: by the title
// of their only task.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Store, Strategy, TaskFile } from '../strategy.js';

export interface StoreInDirectory {
  readonly directory: string;
  readonly path: string;
  readonly store: Store;
  /** Another store of the same document. */
  fresh(): Promise<Store>;
}

/** Its fields hold what the running test has; before the first one they are empty. */
export function storeInDirectory(strategy: Strategy): StoreInDirectory {
  const open = () => strategy.open(place.path, { lockTimeoutMs: 0 });
  const place = { directory: '', path: '', store: {} as Store, fresh: open };
  beforeEach(async () => {
    place.directory = mkdtempSync(join(tmpdir(), `holdfast-${strategy.id}-`));
    place.path = join(place.directory, 'tasks.yaml');
    place.store = await open();
  });
  afterEach(async () => {
    await place.store.close();
    rmSync(place.directory, { recursive: true, force: true });
  });
  return place;
}

export const titled = (title: string): TaskFile => ({
  version: 1,
  rev: 0,
  updated_at: '',
  tasks: [{ id: 'a', title }],
});

export const titleOf = (file: TaskFile | null) => file?.tasks[0]?.title;
