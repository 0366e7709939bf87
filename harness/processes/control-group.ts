// A control group around a child, where this user may make one (Linux): whatever the child starts stays in it,
// also what has lost its parent, made a session of its own and cleared its environment. Of cgroup v2, or of a
// hierarchy of v1 that limits nothing by itself. In most containers and for most users there is none; then
// strays.ts is what is left.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { signal } from './kill-tree.js';

export interface ControlGroup {
  /** SIGKILLs everything in it. */
  kill(): void;
  /** The same, and takes the group away; one that is not empty yet stays for `endGroups`. */
  end(): void;
}

const prefix = 'holdfast-';
/** By then its members are gone that had just been killed. */
const REMOVED_AGAIN_AFTER_MS = 200;

/** Puts a process into a group of its own. null: none can be made here. Never throws. */
export function groupAround(pid: number, mark: string): ControlGroup | null {
  const base = ownGroup();
  if (base === null) return null;
  const path = join(base, `${prefix}${hashOf(dirname(mark))}-${hashOf(mark)}`);
  try {
    mkdirSync(path);
    writeFileSync(join(path, 'cgroup.procs'), String(pid));
  } catch {
    removeGroup(path);
    return null;
  }
  return {
    kill: () => killGroup(path),
    end: () => {
      killGroup(path);
      if (!removeGroup(path)) setTimeout(() => removeGroup(path), REMOVED_AGAIN_AFTER_MS).unref();
    },
  };
}

/** Ends the groups whose marks begin with the directory `marksBelow`. Never throws. */
export function endGroups(marksBelow: string): void {
  const base = ownGroup();
  if (base === null) return;
  for (const name of namesIn(base)) {
    if (!name.startsWith(`${prefix}${hashOf(marksBelow)}-`)) continue;
    killGroup(join(base, name));
    removeGroup(join(base, name));
  }
}

/** The directory of the group that this process is in; null: it can't be told, or there is none to use. */
function ownGroup(): string | null {
  if (process.platform !== 'linux') return null;
  const lines = textOf('/proc/self/cgroup').split('\n');
  for (const { line, mount } of hierarchies) {
    const path = lines.map((one) => line.exec(one)?.[1]).find((one) => one !== undefined);
    if (path === undefined) continue;
    const directory = join(mount, path);
    if (textOf(join(directory, 'cgroup.procs')) !== '') return directory;
  }
  return null;
}

const hierarchies = [
  { line: /^0::(\/.*)$/, mount: '/sys/fs/cgroup' },
  { line: /^\d+:pids:(\/.*)$/, mount: '/sys/fs/cgroup/pids' },
  { line: /^\d+:freezer:(\/.*)$/, mount: '/sys/fs/cgroup/freezer' },
] as const;

/** A process that is forked during one look is found by the next. */
const looksMax = 5;

function killGroup(path: string): void {
  for (let look = 0; look < looksMax; look++) {
    const members = membersOf(path);
    if (members.length === 0) return;
    for (const pid of members) signal(pid, 'SIGKILL');
  }
}

/** Also of groups within it. */
function membersOf(path: string): number[] {
  const own = textOf(join(path, 'cgroup.procs')).split('\n').filter(Boolean).map(Number);
  return [...own, ...childrenOf(path).flatMap(membersOf)].filter((pid) => pid > 1 && pid !== process.pid);
}

/** false: it is not empty yet, or somebody else has removed it. */
function removeGroup(path: string): boolean {
  for (const child of childrenOf(path)) removeGroup(child);
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

function childrenOf(path: string): string[] {
  return namesIn(path)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(path, name));
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
