// A file system on a disk that we serve ourselves: an NBD server in a process of its own, nbdfuse, which shows it
// as a file, a loop device in front of that file, and the file system on the device. Everything that the
// file system asks of its disk is logged. No kernel module is needed beyond FUSE and loop.
import fs from 'node:fs';
import path from 'node:path';
import { startFuse } from '../../mounts/fuse-program.js';
import { assertOurs, attachLoop } from '../../mounts/loop-device.js';
import { type MountOwner, MountSite } from '../../mounts/mount-site.js';
import { findLinuxMount } from '../../platform/mount-table.js';
import { type Child, describeEnding, forkEntry } from '../../processes/fork.js';
import { mountinfoText } from '../../processes/mount-points.js';
import { type DiskRecord, decodeLog } from '../device/disk-log.js';
import type { ServerMessage } from '../device/server-messages.js';
import type { DiskMark } from '../images/disk-marks.js';
import { SECTOR_BYTES } from '../images/sparse-disk.js';
import { type BlockFileSystem, blockFileSystems, type MountedFileSystem } from './block-file-systems.js';

const SERVER = new URL('../device/nbd-server-entry.js', import.meta.url);
const SOCKET = 'socket';
const LOG = 'disk.log';
/** Older versions of mkfs.xfs make small file systems without being asked twice. */
const UNSUPPORTED = '--unsupported';

export class WatchedDisk {
  readonly #server: Child;
  readonly #logPath: string;
  readonly #sites: readonly MountSite[];
  /** Mount options as the kernel lists them. */
  readonly options: string;

  private constructor(server: Child, logPath: string, sites: readonly MountSite[], options: string) {
    this.#server = server;
    this.#logPath = logPath;
    this.#sites = sites;
    this.options = options;
  }

  /**
   * Makes the file system and mounts it at `mountedAt`, which exists. `name`: of a site that is not there yet.
   * Rejects when a part of it fails; what was made until then is on the list of the run.
   */
  static async mount(
    owner: MountOwner,
    name: string,
    { type, mountedWith }: MountedFileSystem,
    mountedAt: string,
  ): Promise<WatchedDisk> {
    const { sizeBytes, make } = blockFileSystems[type];
    // Two, because the device must be gone before what serves its file.
    const served = new MountSite(owner, `${name}/served`);
    const device = new MountSite(owner, `${name}/device`);
    const server = forkEntry(SERVER, {
      registerProcess: owner.registerProcess,
      // The name of a socket has at most 108 bytes: all are relative.
      args: [SOCKET, LOG, String(sizeBytes)],
      cwd: served.path,
      ipc: true,
      stderr: 'tail',
    });
    await answerOf(server, 'listening');
    const image = path.join(served.directory('fuse'), 'disk');
    await startFuse(served, path.dirname(image), 'nbdfuse', image, '--unix', SOCKET);
    const loop = await attachLoop(device, image, SECTOR_BYTES);
    assertOurs(loop, image);
    await makeFileSystem(device, make, loop);
    await device.mount(mountedAt, loop, type, mountedWith === '' ? [] : [mountedWith]);
    const options = findLinuxMount(mountinfoText(), mountedAt)?.options ?? '';
    return new WatchedDisk(server, path.join(served.path, LOG), [device, served], options);
  }

  /** Resolves when the mark is in the log. */
  async mark(mark: DiskMark): Promise<void> {
    const marked = answerOf(this.#server, 'marked');
    this.#server.send(JSON.stringify(mark));
    await marked;
  }

  /** Everything that was written is on the disk afterwards. */
  async sync(mountedAt: string): Promise<void> {
    await this.#sites[0]?.run('sync', '--file-system', mountedAt);
  }

  /** Throws DiskLogError. */
  log(): DiskRecord[] {
    return decodeLog(fs.readFileSync(this.#logPath));
  }

  /** Takes all of it away but the log. Nobody may work on the file system any more. */
  async leave(): Promise<void> {
    await leaveAll(this.#sites);
    this.#server.end();
    await this.#server.ended;
  }
}

async function makeFileSystem(site: MountSite, make: BlockFileSystem['make'], device: string): Promise<void> {
  const [program, ...args] = make;
  try {
    await site.run(program, ...args, device);
  } catch (error) {
    const known = args.filter((one) => one !== UNSUPPORTED);
    if (known.length === args.length) throw error;
    await site.run(program, ...known, device);
  }
}

/** In this order. Rejects when anything stays. */
export async function leaveAll(sites: readonly MountSite[]): Promise<void> {
  for (const site of sites) {
    const [complaint] = await site.leave();
    if (complaint !== undefined) throw new Error(complaint);
  }
}

/** One is waited for at a time. */
function answerOf(server: Child, wanted: ServerMessage['say']): Promise<void> {
  return new Promise((resolve, reject) => {
    const unlisten = server.listen((message) => {
      if ((message as ServerMessage).say !== wanted) return;
      unlisten();
      resolve();
    });
    void server.ended.then((ending) => {
      unlisten();
      reject(new Error(`the server of the disk has ended: ${describeEnding(ending)}`));
    });
  });
}
