// The corpus that Holdfast is held to, beside the canaries: strategies that are broken in one way each, with the
// checks that must find it, and sound ones of different design, which no check may accuse. Each module is loaded
// when it is needed. `npm run trust` runs them.
import type { Strategy } from '../strategy.js';
import type { FallsBy } from './falls-by.js';

export const brokenCorpus = {
  'acks-when-carried': () => import('./broken/acks-when-carried.js'),
  'appends-to-torn': () => import('./broken/appends-to-torn.js'),
  'backup-before-rename': () => import('./broken/backup-before-rename.js'),
  'cached-by-seconds': () => import('./broken/cached-by-seconds.js'),
  'cached-by-size': () => import('./broken/cached-by-size.js'),
  'compacts-without-directory-sync': () => import('./broken/compacts-without-directory-sync.js'),
  'drops-null': () => import('./broken/drops-null.js'),
  'first-hears-of-it': () => import('./broken/first-hears-of-it.js'),
  'growing-history': () => import('./broken/growing-history.js'),
  'grows-without-sync': () => import('./broken/grows-without-sync.js'),
  'late-exception': () => import('./broken/late-exception.js'),
  'never-answers': () => import('./broken/never-answers.js'),
  'normalised-text': () => import('./broken/normalised-text.js'),
  'overwrites-newer-slot': () => import('./broken/overwrites-newer-slot.js'),
  'queue-in-memory': () => import('./broken/queue-in-memory.js'),
  'random-litter': () => import('./broken/random-litter.js'),
  'readers-meet-halves': () => import('./broken/readers-meet-halves.js'),
  'refused-and-made': () => import('./broken/refused-and-made.js'),
  'replaces-the-link': () => import('./broken/replaces-the-link.js'),
  'rev-in-memory': () => import('./broken/rev-in-memory.js'),
  'revs-as-text': () => import('./broken/revs-as-text.js'),
  'rounded-decimals': () => import('./broken/rounded-decimals.js'),
  'seals-text-only': () => import('./broken/seals-text-only.js'),
  'single-byte-text': () => import('./broken/single-byte-text.js'),
  'sweeps-without-lock': () => import('./broken/sweeps-without-lock.js'),
  'sync-not-awaited': () => import('./broken/sync-not-awaited.js'),
  'synced-too-soon': () => import('./broken/synced-too-soon.js'),
  'takes-its-link-back': () => import('./broken/takes-its-link-back.js'),
  'temporary-by-pid': () => import('./broken/temporary-by-pid.js'),
  'trimmed-text': () => import('./broken/trimmed-text.js'),
  'trusts-unsynced-slot': () => import('./broken/trusts-unsynced-slot.js'),
  'two-halves': () => import('./broken/two-halves.js'),
  'unlocks-for-others': () => import('./broken/unlocks-for-others.js'),
  'unsealed-journal': () => import('./broken/unsealed-journal.js'),
  'untyped-conflict': () => import('./broken/untyped-conflict.js'),
  'written-once-for-all': () => import('./broken/written-once-for-all.js'),
} satisfies Record<string, () => Promise<{ default: Strategy; fallsBy: FallsBy }>>;

export const soundCorpus = {
  'adapted-append': () => import('./sound/adapted-append.js'),
  'adapted-replace': () => import('./sound/adapted-replace.js'),
  'adapted-update': () => import('./sound/adapted-update.js'),
  'alternating-files': () => import('./sound/alternating-files.js'),
  'asynchronous-handles': () => import('./sound/asynchronous-handles.js'),
  compressed: () => import('./sound/compressed.js'),
  'copied-forward': () => import('./sound/copied-forward.js'),
  'directory-lock': () => import('./sound/directory-lock.js'),
  'kept-backup': () => import('./sound/kept-backup.js'),
  'link-to-newest': () => import('./sound/link-to-newest.js'),
  'lock-elsewhere': () => import('./sound/lock-elsewhere.js'),
  'locked-json': () => import('./sound/locked-json.js'),
  'locked-replace': () => import('./sound/locked-replace.js'),
  'numbered-generations': () => import('./sound/numbered-generations.js'),
  'one-writer-journal': () => import('./sound/one-writer-journal.js'),
  'one-writer-json': () => import('./sound/one-writer-json.js'),
  'random-temporaries': () => import('./sound/random-temporaries.js'),
  'read-under-lock': () => import('./sound/read-under-lock.js'),
  'redo-log': () => import('./sound/redo-log.js'),
  'rollback-journal': () => import('./sound/rollback-journal.js'),
  'sealed-journal': () => import('./sound/sealed-journal.js'),
  'small-pieces': () => import('./sound/small-pieces.js'),
  'synchronous-writes': () => import('./sound/synchronous-writes.js'),
} satisfies Record<string, () => Promise<{ default: Strategy }>>;

/** Of the built-in strategies, those that keep all that they claim. */
export const soundBuiltIns = ['fcntl', 'flock', 'lockfile', 'no-lock', 'ofd'] as const;
