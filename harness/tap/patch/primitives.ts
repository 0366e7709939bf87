// The functions of node:fs that are one operation each: what each does, read from its arguments, and the
// synchronous function that does it. The callback and promise versions run the same request.
import { isPathLike, readFd, readFlags, readInteger, readMode, readPath, Unreadable } from './arguments.js';
import type { OperationAction, Target } from './operation.js';
import { type AnyFunction, originalFunction } from './original-fs.js';
import type { OperationRequest } from './tap.js';

type Args = readonly unknown[];
type Describe = (args: Args) => OperationAction;

const onPath = (raw: unknown, follow = true): Target => ({ by: 'path', path: readPath(raw), follow });
const onFd = (raw: unknown): Target => ({ by: 'fd', fd: readFd(raw) });
const statOf =
  (follow: boolean): Describe =>
  ([path]) => ({ kind: 'stat', target: onPath(path, follow) });
const chmodOf =
  (target: (raw: unknown) => Target): Describe =>
  ([raw, mode]) => ({
    kind: 'chmod',
    target: target(raw),
    mode: readMode(mode, Number.NaN),
  });
const chownOf =
  (target: (raw: unknown) => Target): Describe =>
  ([raw, uid, gid]) => ({
    kind: 'chown',
    target: target(raw),
    uid: readInteger(uid, -1),
    gid: readInteger(gid, -1),
  });
const utimesOf =
  (target: (raw: unknown) => Target): Describe =>
  ([raw]) => ({
    kind: 'utimes',
    target: target(raw),
  });
const notFollowing = (raw: unknown) => onPath(raw, false);

const ACTIONS = {
  access: statOf(true),
  exists: statOf(true),
  stat: statOf(true),
  lstat: statOf(false),
  readlink: statOf(false),
  realpath: statOf(true),
  statfs: statOf(true),
  fstat: ([fd]) => ({ kind: 'stat', target: onFd(fd) }),
  readdir: ([path]) => ({ kind: 'readdir', path: readPath(path) }),
  opendir: ([path]) => ({ kind: 'readdir', path: readPath(path) }),
  open: ([path, flags, mode]) => ({
    kind: 'open',
    path: readPath(path),
    flags: readFlags(flags),
    mode: readMode(mode, 0o666),
  }),
  close: ([fd]) => ({ kind: 'close', fd: readFd(fd) }),
  fsync: ([fd]) => ({ kind: 'fsync', fd: readFd(fd) }),
  fdatasync: ([fd]) => ({ kind: 'fdatasync', fd: readFd(fd) }),
  ftruncate: ([fd, size]) => ({ kind: 'truncate', fd: readFd(fd), size: Math.max(0, readInteger(size, 0)) }),
  rename: ([from, to]) => ({ kind: 'rename', from: readPath(from), to: readPath(to) }),
  link: ([existing, path]) => ({ kind: 'link', existing: readPath(existing), path: readPath(path) }),
  symlink: ([target, path]) => ({ kind: 'symlink', target: symlinkTarget(target), path: readPath(path) }),
  unlink: ([path]) => ({ kind: 'unlink', path: readPath(path) }),
  mkdir: ([path, options]) => ({ kind: 'mkdir', path: readPath(path), mode: directoryMode(options) }),
  rmdir: ([path]) => ({ kind: 'rmdir', path: readPath(path) }),
  chmod: chmodOf(onPath),
  lchmod: chmodOf(notFollowing),
  fchmod: chmodOf(onFd),
  chown: chownOf(onPath),
  lchown: chownOf(notFollowing),
  fchown: chownOf(onFd),
  utimes: utimesOf(onPath),
  lutimes: utimesOf(notFollowing),
  futimes: utimesOf(onFd),
} satisfies Record<string, Describe>;

export type PrimitiveName = keyof typeof ACTIONS;
export const PRIMITIVE_NAMES = Object.keys(ACTIONS) as PrimitiveName[];

export function isPrimitive(name: string): name is PrimitiveName {
  return Object.hasOwn(ACTIONS, name);
}

const SYNC = new Map(PRIMITIVE_NAMES.map((name) => [name, originalFunction(`${name}Sync`)]));

/** Throws `Unreadable` when Node would refuse these arguments or lacks the function. */
export function primitive(name: PrimitiveName, args: Args): OperationRequest {
  const run = SYNC.get(name) ?? null;
  if (run === null) throw new Unreadable(`no ${name}Sync`);
  const describe: Describe = ACTIONS[name];
  const request: OperationRequest = { action: describe(args), run: () => run(...args) };
  return LOOKS.has(name) ? { ...request, runAt: lookerAt(run, args) } : request;
}

/** Calls about one path, which open it or look at it. */
const LOOKS: ReadonlySet<PrimitiveName> = new Set([
  'access',
  'exists',
  'lstat',
  'open',
  'opendir',
  'readdir',
  'readlink',
  'realpath',
  'stat',
  'statfs',
]);

/** Errors name the path that the caller gave. */
function lookerAt(run: AnyFunction, [given, ...rest]: Args): (path: string) => unknown {
  return (path) => {
    try {
      return run(path, ...rest);
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, 'path') === path) {
        Reflect.set(error, 'path', given);
        error.message = error.message.replace(path, String(given));
      }
      throw error;
    }
  };
}

function directoryMode(options: unknown): number {
  return readMode(
    typeof options === 'object' && options !== null ? Reflect.get(options, 'mode') : options,
    0o777,
  );
}

/** As written: a relative target is relative to the link's directory (symlink(7)). */
function symlinkTarget(raw: unknown): string {
  if (!isPathLike(raw)) throw new Unreadable('not a path');
  return typeof raw === 'string'
    ? raw
    : raw instanceof Uint8Array
      ? Buffer.from(raw).toString()
      : readPath(raw);
}
