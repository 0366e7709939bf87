// Whether a sync reaches a disk below a directory: by what is documented of the mount, and where that is not
// enough, by time. A FUSE program that doesn't implement FSYNCDIR answers ENOSYS once, and from then on the
// kernel itself answers every fsync of a directory, in less time than a question to the program takes
// (fuse(4), fs/fuse/dir.c); 79 % of simulated power cuts over such a mount lost an acknowledged write. Time
// can prove that a sync was not passed on. It can't prove that a program, a host or a server that was asked
// has asked a device.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { Syncs } from '../../results/facts/run-record.js';
import { probeFile } from '../processes/probe-files.js';
import { fileSystemOf } from './file-system.js';
import { traitOf } from './file-system-traits.js';
import type { Mount } from './mount-table.js';

type KnownMount = Pick<Mount, 'type' | 'mount' | 'options'>;

/** FUSE programs that answer neither kind of sync by syncing (read in their sources, and measured). */
const nothingPassedOn = ['fuse.rclone', 'fuse.cryfs'];
/** FUSE programs without FSYNCDIR. */
const noDirectories = ['bindfs', 'mergerfs', 'encfs', 'unionfs', 'unionfs-fuse', 'securefs', 'sshfs'].map(
  (name) => `fuse.${name}`,
);

/** What is known without looking. `preload`: LD_PRELOAD or the like. */
export function documentedSyncs(place: KnownMount, preload = ''): Syncs {
  const name = `${place.mount} (${place.type})`;
  const options = place.options.split(',');
  const lost = (reason: string): Syncs => ({ file: 'not-passed-on', directory: 'not-passed-on', reason });
  const open = (reason: string): Syncs => ({ file: 'unknown', directory: 'unknown', reason });
  if (preload.includes('eatmydata')) return lost('libeatmydata is preloaded: no fsync reaches the disk');
  if (options.includes('barrier=0') || options.includes('nobarrier')) {
    return lost(`${name} is mounted without barriers: an fsync returns before the disk has kept anything`);
  }
  if (options.includes('volatile') || options.includes('fsync=volatile')) {
    return lost(`${name} is mounted volatile: every fsync is left out`);
  }
  if (nothingPassedOn.includes(place.type)) return lost(`${name} passes no fsync on`);
  if (noDirectories.includes(place.type)) {
    return { ...open(`${name} passes no fsync of a directory on`), directory: 'not-passed-on' };
  }
  switch (traitOf(place.type)) {
    case 'local':
      return { file: 'passed-on', directory: 'passed-on', reason: '' };
    case 'memory':
      return lost(`${name} lives in memory: a loss of power erases everything`);
    case 'overlay':
      return open(`${name} hands each fsync to the layer below it, and what that is can't be seen from here`);
    case 'network':
      return open(`whether ${name} asks a disk of the server for each fsync is not known`);
    case 'foreign':
    case 'unknown':
      return open(`whether ${name} passes an fsync on to a disk is not known`);
  }
}

export interface SyncTimes {
  /**
   * Medians, in nanoseconds. `question`: asking for a name that was never asked for, which a FUSE program
   * must answer.
   */
  fileNs: number;
  directoryNs: number;
  questionNs: number;
}

/** Less than this is a system call that waited for nothing. */
const NO_WAIT_NS = 10_000;

/**
 * What the times add to what is documented: they can refute a sync, and confirm that an overlay's waits for a
 * device.
 */
export function measuredSyncs(place: KnownMount, documented: Syncs, times: SyncTimes): Syncs {
  const name = `${place.mount} (${place.type})`;
  if (place.type === 'overlay') {
    const waits = times.fileNs > NO_WAIT_NS && times.directoryNs > NO_WAIT_NS;
    return waits
      ? { file: 'passed-on', directory: 'passed-on', reason: '' }
      : {
          file: 'not-passed-on',
          directory: 'not-passed-on',
          reason: `on ${name} an fsync returns without waiting for anything`,
        };
  }
  if (!/^fuse/.test(place.type)) return documented;
  const unasked = (ns: number): boolean => ns < times.questionNs / 2;
  const directory = unasked(times.directoryNs) ? 'not-passed-on' : documented.directory;
  const file = unasked(times.fileNs) ? 'not-passed-on' : documented.file;
  if (directory === documented.directory && file === documented.file) return documented;
  const what = file === 'not-passed-on' ? 'an fsync' : 'an fsync of a directory';
  const reason = `on ${name} the kernel answers ${what} itself: the program behind the mount does not implement it`;
  return { file, directory, reason };
}

/**
 * Documented, and measured where that may tell more. `dir` must exist and be writable; leaves nothing behind.
 */
export function findSyncs(
  dir: string,
  place: KnownMount,
  env: Readonly<Record<string, string | undefined>>,
): Syncs {
  const documented = documentedSyncs(place, `${env.LD_PRELOAD ?? ''} ${env.DYLD_INSERT_LIBRARIES ?? ''}`);
  const isSettled = documented.reason === '' || documented.file === 'not-passed-on';
  if (isSettled || (place.type !== 'overlay' && !place.type.startsWith('fuse'))) return documented;
  try {
    return measuredSyncs(place, documented, timeSyncs(dir));
  } catch {
    // A directory that can't be synced, or written to, has shown nothing.
    return documented;
  }
}

/** By the mount of this directory and the environment of this process. See `findSyncs`. */
export async function findSyncsHere(dir: string): Promise<Syncs> {
  return findSyncs(dir, await fileSystemOf(dir), process.env);
}

const ROUNDS = 15;

function timeSyncs(dir: string): SyncTimes {
  const target = probeFile(dir, 'syncs');
  const next = `${target}-next`;
  const times: Record<keyof SyncTimes, number[]> = { fileNs: [], directoryNs: [], questionNs: [] };
  const timed = (into: number[], work: () => void): void => {
    const before = process.hrtime.bigint();
    work();
    into.push(Number(process.hrtime.bigint() - before));
  };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      timed(times.questionNs, () => statSync(`${target}-${round}`, { throwIfNoEntry: false }));
      withDescriptor(next, 'w', (fd) => {
        writeSync(fd, 'x'.repeat(1000));
        timed(times.fileNs, () => fsyncSync(fd));
      });
      renameSync(next, target);
      withDescriptor(dir, 'r', (fd) => timed(times.directoryNs, () => fsyncSync(fd)));
    }
  } finally {
    for (const path of [next, target]) rmSync(path, { force: true });
  }
  return {
    fileNs: median(times.fileNs),
    directoryNs: median(times.directoryNs),
    questionNs: median(times.questionNs),
  };
}

function withDescriptor(path: string, flags: string, work: (fd: number) => void): void {
  const fd = openSync(path, flags);
  try {
    work(fd);
  } finally {
    closeSync(fd);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
