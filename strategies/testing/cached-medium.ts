// A medium that reads its file again only when a sign of it has changed. Whatever sign is taken, two documents may
// show the same: the broken strategies that cache differ in nothing else.
import { type Stats, statSync } from 'node:fs';
import type { TaskFile } from '../strategy.js';
import type { Medium } from './record-store.js';

export function cachedBy(signOf: (stats: Stats) => number, inner: Medium): Medium {
  const cache = new Map<string, { sign: number | null; document: TaskFile | null }>();
  return {
    async load(path) {
      const stats = statSync(path, { throwIfNoEntry: false });
      const sign = stats === undefined ? null : signOf(stats);
      const known = cache.get(path);
      if (known?.sign === sign) return known.document;
      const document = await inner.load(path);
      cache.set(path, { sign, document });
      return document;
    },
    save: inner.save,
  };
}
