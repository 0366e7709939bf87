// Puts one image after another on a loop device in front of a sparse file in memory, mounts it, which replays the
// journal, and lets a reader recover from it. A reader that died, or keeps something open, is replaced.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathsBelow } from '../../crash/recording/recorded-writes.js';
import { attachLoop } from '../../mounts/loop-device.js';
import { type MountOwner, MountSite } from '../../mounts/mount-site.js';
import { type Child, describeEnding, forkEntry } from '../../processes/fork.js';
import type { DiskHistory } from '../images/crash-points.js';
import type { PowerCutImage } from '../images/image-classes.js';
import { SECTOR_BYTES, SparseDisk, writeDisk } from '../images/sparse-disk.js';
import { blockFileSystems, type MountedFileSystem } from './block-file-systems.js';
import { BUSY, type QuickMounts, SystemCallError } from './quick-mounts.js';
import type { ReaderAnswer, ReaderTask, ReadRequest } from './rig-messages.js';
import { leaveAll } from './watched-disk.js';

const READER = new URL('./reader-entry.js', import.meta.url);
const READ_MS_MAX = 30_000;
const BUSY_TRIES = 40;
const BUSY_WAIT_MS = 50;

export type ReadImage = Extract<ReaderAnswer, { say: 'read' }>;
export type ImageOutcome = { type: 'read'; answer: ReadImage } | { type: 'unmountable'; message: string };

/** What stays the same for all images of one disk. */
interface Bench {
  owner: MountOwner;
  quickMounts: QuickMounts;
  fileSystem: MountedFileSystem;
  /** Where the disk was mounted when it was written to. */
  mountedAt: string;
  reader: ReaderTask;
  history: DiskHistory;
}

export class MountedImages {
  readonly #bench: Bench;
  readonly #sites: readonly MountSite[];
  readonly #device: string;
  readonly #file: number;
  readonly #durable = new SparseDisk();
  #applied = 0;
  #reader: Promise<Child> | null = null;

  private constructor(bench: Bench, sites: readonly MountSite[], device: string, file: number) {
    this.#bench = bench;
    this.#sites = sites;
    this.#device = device;
    this.#file = file;
  }

  /** `name`: of a site that is not there yet. */
  static async prepare(bench: Bench, name: string): Promise<MountedImages> {
    const memory = new MountSite(bench.owner, `${name}/memory`);
    const mounts = new MountSite(bench.owner, `${name}/images`);
    const place = memory.directory('tmpfs');
    await memory.mount(place, 'holdfast', 'tmpfs', ['mode=0700']);
    const image = path.join(place, 'image');
    const file = fs.openSync(image, 'wx+');
    fs.ftruncateSync(file, blockFileSystems[bench.fileSystem.type].sizeBytes);
    const device = await attachLoop(mounts, image, SECTOR_BYTES);
    mounts.willMount(bench.mountedAt);
    return new MountedImages(bench, [mounts, memory], device, file);
  }

  /**
   * Images come in the order of what is durable. `followUp`: the reader writes, too. `freshReader`: by a process
   * that has seen no other image.
   */
  async open(
    image: PowerCutImage,
    { followUp, freshReader }: { followUp: boolean; freshReader: boolean },
  ): Promise<ImageOutcome> {
    this.#put(image);
    const { quickMounts, mountedAt, fileSystem } = this.#bench;
    const { type, mountedWith } = fileSystem;
    const options = [blockFileSystems[type].mountOptions, mountedWith].filter((one) => one !== '').join(',');
    try {
      await quickMounts.mount(this.#device, mountedAt, type, options);
    } catch (error) {
      if (error instanceof SystemCallError) return { type: 'unmountable', message: error.message };
      throw error;
    }
    if (freshReader) await this.#endReader();
    const { variant, directory } = image.point.place;
    const paths = pathsBelow(path.join(mountedAt, directory), variant);
    const answer = await this.#read({ ...paths, followUp });
    await this.#unmount();
    return { type: 'read', answer };
  }

  async end(): Promise<void> {
    await this.#endReader();
    fs.closeSync(this.#file);
    await leaveAll(this.#sites);
  }

  #put({ point, applied }: PowerCutImage): void {
    for (; this.#applied < point.durable; this.#applied++) {
      const write = this.#bench.history.durable[this.#applied];
      if (write !== undefined) this.#durable.apply({ write, sectors: null });
    }
    const later = new SparseDisk();
    for (const one of applied) later.apply(one);
    writeDisk(this.#file, this.#durable, later, blockFileSystems[this.#bench.fileSystem.type].sizeBytes);
  }

  /** A reader that keeps something open is ended; the mount is then free as soon as it is gone. */
  async #unmount(): Promise<void> {
    const { quickMounts, mountedAt } = this.#bench;
    for (let attempt = 1; ; attempt++) {
      try {
        return await quickMounts.unmount(mountedAt);
      } catch (error) {
        const isBusy = error instanceof SystemCallError && error.code === BUSY;
        if (!isBusy || attempt === BUSY_TRIES) throw error;
        await this.#endReader();
        await sleep(BUSY_WAIT_MS);
      }
    }
  }

  async #read(request: ReadRequest): Promise<ReadImage> {
    this.#reader ??= this.#startReader();
    const child = await this.#reader;
    const unlimit = child.limit(READ_MS_MAX);
    const answer = await new Promise<ReadImage>((resolve) => {
      const unlisten = child.listen((message) => {
        const heard = message as ReaderAnswer;
        if (heard.say !== 'read') return;
        unlisten();
        resolve(heard);
      });
      void child.ended.then((ending) => {
        unlisten();
        resolve(unanswered(describeEnding(ending)));
      });
      child.send(request);
    });
    unlimit();
    if (!child.running) this.#reader = null;
    return answer;
  }

  async #startReader(): Promise<Child> {
    const { owner, reader } = this.#bench;
    const child = forkEntry(READER, {
      registerProcess: owner.registerProcess,
      ipc: true,
      stderr: 'tail',
      mark: path.join(reader.directory, 'reader'),
    });
    await new Promise<void>((resolve, reject) => {
      child.listen((message) => {
        if ((message as ReaderAnswer).say === 'ready') resolve();
      });
      void child.ended.then((ending) =>
        reject(new Error(`the reader could not start: ${describeEnding(ending)}`)),
      );
      child.send(reader);
    });
    return child;
  }

  async #endReader(): Promise<void> {
    const child = await this.#reader;
    this.#reader = null;
    child?.end();
    await child?.ended;
  }
}

function unanswered(ended: string): ReadImage {
  const message = `the recovering process ended: ${ended}`;
  return {
    say: 'read',
    recovered: { type: 'error', code: null, message, unanswered: true },
    empty: false,
    nextWrite: null,
  };
}
