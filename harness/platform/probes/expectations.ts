// What the documentation promises, as data: probe → answer and source, for each platform and file system that
// it covers. Where it promises nothing there is no entry, and the doctor only reports.

import type { ProbeExpectation } from '../../../results/facts/platform-probe.js';
import type { Trait } from '../file-system-traits.js';

const belongsToDescription =
  'flock(2): the lock belongs to the open file description, is freed when all of its descriptors are closed';
const belongsToProcess =
  'fcntl(2): record locks belong to the process; closing any descriptor of the file in it releases them';
const ofdBelongsToDescription = 'fcntl(2): open file description locks belong to the open file description';
const separateOnLinux =
  'flock(2): since Linux 2.0 flock and fcntl locks do not interact on a local file system';
const ofdMeetsPosix = 'fcntl(2): open file description locks and record locks on one range conflict';
const lockFileEx = 'LockFileEx: the lock belongs to the handle and excludes every other one';

const yes = (source: string): ProbeExpectation => ({ outcome: 'yes', source });
const no = (source: string): ProbeExpectation => ({ outcome: 'no', source });

const flockOfDescription: Record<string, ProbeExpectation> = {
  'flock-excludes-processes': yes(belongsToDescription),
  'flock-excludes-descriptors': yes(belongsToDescription),
  'flock-excludes-threads': yes(belongsToDescription),
  'flock-lost-on-close': no(belongsToDescription),
  'flock-freed-by-kill': yes(belongsToDescription),
};

const posixOfProcess: Record<string, ProbeExpectation> = {
  'posix-excludes-processes': yes(belongsToProcess),
  'posix-excludes-descriptors': no(belongsToProcess),
  'posix-excludes-threads': no(belongsToProcess),
  'posix-lost-on-close': yes(belongsToProcess),
  'posix-freed-by-kill': yes(belongsToProcess),
};

const unixFiles: Record<string, ProbeExpectation> = {
  'rename-over-open': yes('rename(2): open file descriptors for newpath are unaffected'),
  'rename-atomic': yes('rename(2): no process that looks for newpath finds it missing'),
  'directory-fsync': yes('fsync(2): the directory entry needs an fsync on the directory itself'),
  'exclusive-create': yes('open(2): O_CREAT | O_EXCL fails with EEXIST when the file exists'),
};

const linuxLocks: Record<string, ProbeExpectation> = {
  ...flockOfDescription,
  ...posixOfProcess,
  'ofd-excludes-processes': yes(ofdBelongsToDescription),
  'ofd-excludes-descriptors': yes(ofdBelongsToDescription),
  'ofd-excludes-threads': yes(ofdBelongsToDescription),
  'ofd-lost-on-close': no(ofdBelongsToDescription),
  'ofd-freed-by-kill': yes(ofdBelongsToDescription),
  'flock-blocks-posix': no(separateOnLinux),
  'flock-blocks-ofd': no(separateOnLinux),
  'posix-blocks-flock': no(separateOnLinux),
  'ofd-blocks-flock': no(separateOnLinux),
  'posix-blocks-ofd': yes(ofdMeetsPosix),
  'ofd-blocks-posix': yes(ofdMeetsPosix),
};

const windows: Record<string, ProbeExpectation> = {
  'flock-excludes-processes': yes(lockFileEx),
  'flock-excludes-descriptors': yes(lockFileEx),
  'flock-excludes-threads': yes(lockFileEx),
  'flock-lost-on-close': no(lockFileEx),
  'flock-freed-by-kill': yes('LockFileEx: the system unlocks when the process terminates, after a while'),
  'rename-over-open': no('MoveFileEx: fails with a sharing violation while the target is open'),
  'directory-fsync': no('FlushFileBuffers needs write access, which Node cannot have to a directory'),
  'exclusive-create': yes('CreateFile CREATE_NEW: fails when the file exists'),
};

const waits: Record<string, ProbeExpectation> = {
  'fsync-waits': yes('fsync(2): blocks until the device reports that the transfer has completed'),
};

/** null when nothing is promised. */
export function expectation(id: string, platform: NodeJS.Platform, trait: Trait): ProbeExpectation | null {
  return tableFor(platform, trait)[id] ?? null;
}

function tableFor(platform: NodeJS.Platform, trait: Trait): Record<string, ProbeExpectation> {
  switch (platform) {
    case 'linux':
      // Over a network or through FUSE, flock and fcntl mean what the other side makes of them.
      if (trait === 'local') return { ...unixFiles, ...linuxLocks, ...waits };
      return trait === 'memory' || trait === 'overlay' ? { ...unixFiles, ...linuxLocks } : unixFiles;
    case 'darwin':
      return trait === 'local'
        ? { ...unixFiles, ...flockOfDescription, ...posixOfProcess, ...waits }
        : unixFiles;
    case 'win32':
      return windows;
    default:
      return {};
  }
}
