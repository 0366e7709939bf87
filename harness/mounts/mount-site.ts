// The place in which one file system is made and mounted: directories below the run's own, a way to run system
// tools, and the list that undoes everything. Whatever is made here is noted before it is made.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeEnding, endedWell, startCommand } from '../processes/fork.js';
import { mountPoints } from '../processes/mount-points.js';
import type { RegisterProcess } from '../processes/process-registry.js';
import { removeTree } from '../processes/run-directory.js';
import { strayMark } from '../processes/strays.js';
import { detachAll, type UndoList, unmountAll } from '../processes/undo-list.js';
import { MountError } from './mount-error.js';

/** The part of a work directory that mounts need. */
export interface MountOwner {
  /** Absolute, links resolved; everything is made below it. */
  readonly path: string;
  registerProcess: RegisterProcess;
  readonly undo: UndoList;
}

/** A tool that makes a file system on a crowded disk takes its time; counted while it could run. */
const TOOL_MS_MAX = 120_000;

export class MountSite {
  /** The site's own directory. */
  readonly path: string;
  readonly #owner: MountOwner;
  readonly #mounted: string[] = [];
  readonly #images: string[] = [];
  readonly #stops: (() => Promise<void>)[] = [];

  /** `name`: a part of a path; each site needs its own. Throws the system error. */
  constructor(owner: MountOwner, name: string) {
    this.#owner = owner;
    this.path = join(owner.path, 'mounts', name);
    mkdirSync(this.path, { recursive: true });
  }

  /** Makes a directory, which may be nested, and returns its absolute path. */
  directory(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Makes a file and returns its absolute path. */
  file(name: string, content: string, mode = 0o600): string {
    const path = join(this.path, name);
    writeFileSync(path, content, { mode });
    return path;
  }

  /** For the processes that serve a mount: they are found by this mark even when they have lost their parent. */
  get environment(): NodeJS.ProcessEnv {
    return { LC_ALL: 'C', ...strayMark(join(this.#owner.path, 'mounts')) };
  }

  get registerProcess(): RegisterProcess {
    return this.#owner.registerProcess;
  }

  /** Runs a system tool to its end. Rejects with MountError TOOL_FAILED. */
  async run(tool: string, ...args: string[]): Promise<void> {
    await this.runWith({}, tool, ...args);
  }

  /** The same with variables of the environment. */
  async runWith(environment: NodeJS.ProcessEnv, tool: string, ...args: string[]): Promise<void> {
    const child = startCommand(tool, {
      args,
      registerProcess: this.#owner.registerProcess,
      env: { ...this.environment, ...environment },
      cwd: this.path,
      stderr: 'tail',
      msMax: TOOL_MS_MAX,
    });
    const ending = await child.ended;
    if (endedWell(ending)) return;
    throw new MountError('TOOL_FAILED', `${tool} failed: ${describeEnding(ending)}`);
  }

  /** To be called before anything is mounted at `path`, which must be below the site. */
  willMount(path: string): void {
    this.#owner.undo.willMount(path);
    this.#mounted.push(path);
  }

  /** To be called before a loop device is attached to `image`, which must be below the site. */
  willAttach(image: string): void {
    this.#owner.undo.willAttach(image);
    this.#images.push(image);
  }

  /** Called once when the site is left, after its mounts are gone. */
  onLeave(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  /** mount(8) of `source` at `path`; `options` as after -o. Rejects with MountError TOOL_FAILED. */
  async mount(path: string, source: string, type: string | null, options: readonly string[]): Promise<void> {
    this.willMount(path);
    const typed = type === null ? [] : ['-t', type];
    const chosen = options.length === 0 ? [] : ['-o', options.join(',')];
    await this.run('mount', ...typed, ...chosen, source, path);
  }

  /** Removes the site's files. Call it when nothing is mounted any more; what stays goes with the run. */
  remove(): void {
    if (mountPoints().some((path) => path.startsWith(`${this.path}/`))) return;
    removeTree(this.path);
  }

  /** Unmounts and detaches everything, the last first. Returns sentences about what is left. */
  async leave(): Promise<string[]> {
    const left = this.#mounted.splice(0).reverse().flatMap(unmountAll);
    for (const stop of this.#stops.splice(0).reverse()) await stop();
    return [...left, ...this.#images.splice(0).flatMap(detachAll)];
  }
}
