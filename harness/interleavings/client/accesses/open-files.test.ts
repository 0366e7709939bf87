// What a descriptor may still release, and which answers change what is locked.
import { expect, it } from 'vitest';
import { LockInterest, OpenFiles } from './open-files.js';

type Mechanism = 'flock' | 'posix' | 'ofd';
type Answer = 'locked' | 'busy' | 'released' | 'failed' | 'under way';

/** One descriptor that has asked for these in turn, and another of the same file. */
function after(mechanism: Mechanism, answers: readonly Answer[]) {
  const files = new OpenFiles();
  const [file, other] = [3, 4].map((fd) => {
    const one = {
      path: 'l',
      home: 'l',
      inode: 7,
      isDirectory: false,
      made: false,
      locks: new LockInterest(),
    };
    files.opened(fd, one);
    return one;
  });
  if (file === undefined || other === undefined) throw new Error('no files');
  const changed = answers.map((answer) => {
    const operation = {
      kind: 'lock',
      mechanism,
      operation: answer === 'released' ? 'unlock' : 'try-lock',
      fd: 3,
      path: '/s/l',
    } as Parameters<OpenFiles['askedForLock']>[1];
    const answered = files.askedForLock(file, operation);
    if (answer === 'under way') return true;
    const outcome =
      answer === 'failed' ? { ok: false, error: new Error('EIO') } : { ok: true, value: answer };
    const changes = files.changedLocks(file, operation, outcome as Parameters<typeof answered>[0]);
    answered(outcome as Parameters<typeof answered>[0]);
    return changes;
  });
  return { changed, releases: files.mayRelease(file), otherReleases: files.mayRelease(other) };
}

const cases: [Mechanism, Answer[], { changed: boolean; releases: boolean; otherReleases?: boolean }][] = [
  ['flock', [], { changed: false, releases: false }],
  ['flock', ['busy'], { changed: false, releases: false }],
  ['flock', ['locked'], { changed: true, releases: true }],
  ['flock', ['under way'], { changed: true, releases: true }],
  ['flock', ['under way', 'busy'], { changed: false, releases: true }],
  ['flock', ['failed'], { changed: true, releases: true }],
  ['flock', ['locked', 'released'], { changed: true, releases: false }],
  ['flock', ['locked', 'released', 'busy'], { changed: false, releases: false }],
  // A conversion that is refused may have lost the lock that was there.
  ['flock', ['locked', 'busy'], { changed: true, releases: true }],
  // Another range may still be locked.
  ['ofd', ['locked', 'released'], { changed: true, releases: true }],
  ['ofd', ['locked', 'busy'], { changed: false, releases: true }],
  ['ofd', ['busy', 'released'], { changed: true, releases: false }],
  ['posix', ['busy'], { changed: false, releases: false }],
  ['posix', ['locked'], { changed: true, releases: true, otherReleases: true }],
  ['posix', ['under way'], { changed: true, releases: true, otherReleases: true }],
];

it.each(cases)('%s: %j', (mechanism, answers, { changed, releases, otherReleases = false }) => {
  const found = after(mechanism, answers);
  expect(found).toEqual({ changed: found.changed, releases, otherReleases });
  expect(found.changed.at(-1) ?? false).toBe(changed);
});
