// Makes the actors of one mount another host to those of the other, as far as JavaScript can see: another host
// name, another boot id, and pids of the other side that are not alive, so that a lock that asks whether its
// owner lives asks in vain, as between hosts. Not shown: pids that mean another process on each host, clocks
// that differ, and what native code or child processes ask the kernel.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';

export interface HostIdentity {
  mount: 'A' | 'B';
  /** A directory of the case, where the actors of both sides note their pids. */
  registry: string;
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const OTHER_BOOT_ID = '0b000000-b000-4b00-8b00-00000000000b';
/** No process has this number. */
const NO_PROCESS = '/proc/0';

const asking = ['open', 'readFile', 'stat', 'lstat', 'access', 'exists', 'readlink', 'readdir', 'opendir'];

let current: HostIdentity | null = null;

/** From now on. A later call changes the side; the returned function restores what was there. */
export function actAsHost(identity: HostIdentity): () => void {
  const original = current === null ? install() : () => {};
  current = identity;
  fs.writeFileSync(noteOf(identity.registry, identity.mount, process.pid), '');
  if (identity.mount === 'B') fs.writeFileSync(bootFileOf(identity), `${OTHER_BOOT_ID}\n`);
  return () => {
    original();
    current = null;
  };
}

const noteOf = (registry: string, mount: string, pid: number): string =>
  path.join(registry, `host-${mount}-${pid}`);
const bootFileOf = ({ registry }: HostIdentity): string => path.join(registry, 'boot-id-B');

function isOfTheOther(pid: number): boolean {
  if (current === null) return false;
  const { mount, registry } = current;
  return existsSync(noteOf(registry, mount === 'A' ? 'B' : 'A', pid));
}

/** Before anything is replaced. */
const { existsSync } = fs;

type Callable = (...args: unknown[]) => unknown;

function install(): () => void {
  const undo: (() => void)[] = [];
  const replace = (owner: object, name: string, make: (original: Callable) => Callable): void => {
    const original: unknown = Reflect.get(owner, name);
    if (!isCallable(original)) return;
    // Its name, and what promisify takes in its place.
    const made = Object.defineProperties(make(original), Object.getOwnPropertyDescriptors(original));
    Reflect.set(owner, name, made);
    undo.push(() => Reflect.set(owner, name, original));
  };
  const withPath = (original: Callable): Callable =>
    function (this: unknown, asked: unknown, ...rest: unknown[]): unknown {
      return Reflect.apply(original, this, [shownPath(asked), ...rest]);
    };
  for (const name of asking) {
    for (const variant of [name, `${name}Sync`]) replace(fs, variant, withPath);
    replace(fs.promises, name, withPath);
  }
  replace(os, 'hostname', (original) => () => {
    const name: unknown = Reflect.apply(original, os, []);
    return current?.mount === 'B' ? `${String(name)}-b` : name;
  });
  replace(process, 'kill', (original) => (pid, ...signal) => {
    if (typeof pid === 'number' && isOfTheOther(pid)) throw noSuchProcess();
    return Reflect.apply(original, process, [pid, ...signal]);
  });
  syncBuiltinESMExports();
  return () => {
    for (const one of undo) one();
    syncBuiltinESMExports();
  };
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

function shownPath(asked: unknown): unknown {
  if (current === null || typeof asked !== 'string' || !asked.startsWith('/proc/')) return asked;
  if (asked === BOOT_ID) return current.mount === 'B' ? bootFileOf(current) : asked;
  const [, pid, below = ''] = /^\/proc\/(\d+)(\/.*)?$/.exec(asked) ?? [];
  return pid !== undefined && isOfTheOther(Number(pid)) ? `${NO_PROCESS}${below}` : asked;
}

function noSuchProcess(): Error {
  return Object.assign(new Error('kill ESRCH'), { code: 'ESRCH', errno: -3, syscall: 'kill' });
}
