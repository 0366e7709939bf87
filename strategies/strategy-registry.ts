// Every built-in strategy by its id. Each module is imported when it is first needed, so that a strategy with
// a missing or broken addon affects its own row only.
import type { Strategy } from './strategy.js';

export const strategies = {
  // candidates
  fcntl: () => import('./fcntl.js'),
  flock: () => import('./flock.js'),
  'flock-keep': () => import('./flock-keep.js'),
  lockfile: () => import('./lockfile.js'),
  ofd: () => import('./ofd.js'),
  // baseline
  'no-lock': () => import('./no-lock.js'),
  // canaries: broken on purpose
  'in-place': () => import('./in-place.js'),
  m03: () => import('./m03.js'),
  'accept-stale': () => import('./canaries/accept-stale.js'),
  'ack-early': () => import('./canaries/ack-early.js'),
  'check-before-lock': () => import('./canaries/check-before-lock.js'),
  'drop-unknown': () => import('./canaries/drop-unknown.js'),
  'file-resync': () => import('./canaries/file-resync.js'),
  'leave-tmp': () => import('./canaries/leave-tmp.js'),
  'lock-data-file': () => import('./canaries/lock-data-file.js'),
  'pid-file': () => import('./canaries/pid-file.js'),
  'reopened-posix-lock': () => import('./canaries/reopened-posix-lock.js'),
  'stuck-lock': () => import('./canaries/stuck-lock.js'),
  'synced-directory-only': () => import('./canaries/synced-directory-only.js'),
  'unlink-held': () => import('./canaries/unlink-held.js'),
  'unsynced-ancestor': () => import('./canaries/unsynced-ancestor.js'),
  'unsynced-directory': () => import('./canaries/unsynced-directory.js'),
  'unsynced-rename': () => import('./canaries/unsynced-rename.js'),
  'unsynced-replacement': () => import('./canaries/unsynced-replacement.js'),
  'torn-by-death': () => import('./canaries/torn-by-death.js'),
  'one-may-wait': () => import('./canaries/one-may-wait.js'),
  'takeover-by-name': () => import('./canaries/takeover-by-name.js'),
  'short-lease': () => import('./canaries/short-lease.js'),
  'long-lease': () => import('./canaries/long-lease.js'),
  'boot-time-lease': () => import('./canaries/boot-time-lease.js'),
  'always-private': () => import('./canaries/always-private.js'),
  'takes-ownership': () => import('./canaries/takes-ownership.js'),
  'assigned-keys': () => import('./canaries/assigned-keys.js'),
  'repeats-left-out': () => import('./canaries/repeats-left-out.js'),
  'empty-is-new': () => import('./canaries/empty-is-new.js'),
  'missing-is-default': () => import('./canaries/missing-is-default.js'),
  'rounded-integers': () => import('./canaries/rounded-integers.js'),
  'narrow-rev': () => import('./canaries/narrow-rev.js'),
  'never-truncates': () => import('./canaries/never-truncates.js'),
  'counted-lock': () => import('./canaries/counted-lock.js'),
  'drops-at-close': () => import('./canaries/drops-at-close.js'),
  'leaks-descriptors': () => import('./canaries/leaks-descriptors.js'),
  'endless-timer': () => import('./canaries/endless-timer.js'),
  // peers: third-party libraries, judged only when selected
  atomically: () => import('./peers/atomically.js'),
  steno: () => import('./peers/steno.js'),
  'write-file-atomic': () => import('./peers/write-file-atomic.js'),
} satisfies Record<string, () => Promise<{ default: Strategy }>>;

export type StrategyId = keyof typeof strategies;
