// Mounts and loop devices of a run, which outlive the processes that made them. Each is noted in the run's
// directory before it is made, so that the run, its reaper or the next sweep can take it away again whenever
// the run ended. Undoing looks at what is there: what was noted and never made, or undone before, costs
// nothing. Only what is noted and lies below the run's directory is touched.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountPoints } from './mount-points.js';

const undoFile = 'undo.jsonl';

export type UndoNote =
  /** Whatever is mounted at this path. */
  | { undo: 'mount'; path: string }
  /** Every loop device that has this file behind it. */
  | { undo: 'loop-device'; image: string };

/** Paths are absolute and below the run's directory. Both throw the system error of a full or failing disk. */
export interface UndoList {
  /** To be called before anything is mounted there. */
  willMount(path: string): void;
  /** To be called before a loop device is attached to this file. */
  willAttach(image: string): void;
}

export function undoListIn(runDirectory: string): UndoList {
  const note = (one: UndoNote): void => {
    const path = pathOf(one);
    if (!isBelow(runDirectory, path)) throw new Error(`${path} is not below ${runDirectory}`);
    appendFileSync(join(runDirectory, undoFile), `${JSON.stringify(one)}\n`);
  };
  return {
    willMount: (path) => note({ undo: 'mount', path }),
    willAttach: (image) => note({ undo: 'loop-device', image }),
  };
}

/**
 * Undoes what a run has noted, the last first: a device may lie on a mount, and a mount on a device.
 * Synchronous, for exit handlers. Returns sentences about what could not be undone; the run's directory must then stay. Never throws.
 */
function undoAll(runDirectory: string): string[] {
  return readNotes(runDirectory)
    .reverse()
    .flatMap((note) => (note.undo === 'mount' ? unmountAll(note.path) : detachAll(note.image)));
}

/** Throws when anything stays, or something else is mounted there: what is in a mount must not be removed. */
export function undoEverything(runDirectory: string): void {
  const others = (): string[] => mountPoints().filter((path) => isBelow(runDirectory, path));
  const [complaint] = [...undoAll(runDirectory), ...others().map((path) => `${path} is mounted by others`)];
  if (complaint !== undefined) throw new Error(complaint);
}

function readNotes(runDirectory: string): UndoNote[] {
  try {
    return parseNotes(readFileSync(join(runDirectory, undoFile), 'utf8'), runDirectory);
  } catch {
    return [];
  }
}

/** Leaves out what is torn, and what is not below the run's directory. */
export function parseNotes(text: string, runDirectory: string): UndoNote[] {
  return text.split('\n').flatMap((line) => {
    const note = parsedNote(line);
    return note !== null && isBelow(runDirectory, pathOf(note)) ? [note] : [];
  });
}

function parsedNote(line: string): UndoNote | null {
  try {
    const { undo, path, image } = JSON.parse(line) as Record<string, unknown>;
    if (undo === 'mount' && typeof path === 'string') return { undo, path };
    if (undo === 'loop-device' && typeof image === 'string') return { undo, image };
  } catch {
    // The harness was killed while it wrote this line, so it had not done yet what it says.
  }
  return null;
}

function pathOf(note: UndoNote): string {
  return note.undo === 'mount' ? note.path : note.image;
}

function isBelow(directory: string, path: string): boolean {
  return path.startsWith(`${directory}/`) && !path.split('/').includes('..');
}

/** A process that was just killed keeps a mount busy until its last system call has ended: seconds, on a full machine. */
const TRIES = 200;
const PAUSE_MS = 50;
const COMMAND_MS_MAX = 60_000;

/** Plainly, as long as that may help; in the end lazily, which takes the name away whoever still uses it. */
export function unmountAll(path: string): string[] {
  const isMounted = (): boolean => mountPoints().includes(path);
  for (let attempt = 1; attempt <= TRIES && isMounted(); attempt++) {
    if (attempt > 1) pause();
    if (run('umount', [path])) continue;
    // A user who may not unmount may still end a FUSE mount of theirs.
    if (run('fusermount3', ['-u', path]) || run('fusermount', ['-u', path])) continue;
    if (attempt === TRIES) run('umount', ['--lazy', path]);
  }
  return isMounted() ? [`${path} is still mounted: umount it, then start again`] : [];
}

/** `losetup -d` of a device that is still in use only marks it, so success is what sysfs says. */
export function detachAll(image: string): string[] {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const devices = loopDevicesOf(image);
    if (devices.length === 0) return [];
    if (attempt > 1) pause();
    for (const device of devices) run('losetup', ['--detach', device]);
  }
  return loopDevicesOf(image).map(
    (device) => `${device} still holds ${image}: end what uses it, then losetup -d ${device}`,
  );
}

/** `/dev/loop3`, … Empty where there are none. */
export function loopDevicesOf(image: string): string[] {
  return namesIn('/sys/block')
    .filter((name) => /^loop\d+$/.test(name))
    .filter((name) => [image, `${image} (deleted)`].includes(backingFile(name) ?? ''))
    .map((name) => `/dev/${name}`);
}

/** The file behind `loop3`; null: none, or the device is not in use. */
export function backingFile(name: string): string | null {
  try {
    return readFileSync(`/sys/block/${name}/loop/backing_file`, 'utf8').replace(/\n$/, '');
  } catch {
    return null;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: COMMAND_MS_MAX }).status === 0;
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
