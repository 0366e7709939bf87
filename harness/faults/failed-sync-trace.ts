// Records what a call does to its directory while one of its syncs fails, and opens the disks that a power loss
// may leave then with a fresh store.
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { AfterPowerLoss } from '../../results/facts/io-faults-fact.js';
import type { Trace } from '../../results/vocabulary/trace.js';
import type { Strategy } from '../../strategies/strategy.js';
import { disksAfterFailedSync, type FailedSync } from '../crash/states/after-failed-sync.js';
import { writeTree } from '../crash/states/write-tree.js';
import type { Handler, Operation, Outcome } from '../tap/patch/operation.js';
import type { Tap } from '../tap/patch/tap.js';
import { TraceRecorder } from '../tap/record/trace-recorder.js';
import { foundBy, quietly } from './store-calls.js';

export class FailedSyncTrace implements Handler {
  readonly #tap: Tap;
  readonly #strategy: Strategy;
  readonly #documentName: string;
  #recording: { recorder: TraceRecorder; detach: () => void } | null = null;
  #failed: FailedSync | null = null;

  constructor(tap: Tap, strategy: Strategy, documentName: string) {
    this.#tap = tap;
    this.#strategy = strategy;
    this.#documentName = documentName;
  }

  /** Records from now on; `directory` exists. */
  start(directory: string): void {
    const recorder = new TraceRecorder(this.#tap, directory);
    this.#recording = { recorder, detach: this.#tap.attach(this) };
  }

  after(operation: Operation, outcome: Outcome): void {
    if (operation.kind !== 'fsync' && operation.kind !== 'fdatasync') return;
    if (this.#recording === null || outcome.ok || this.#failed !== null) return;
    const { recorder } = this.#recording;
    const ino = recorder.inodeOf(operation.fd);
    if (ino !== null) this.#failed = { at: recorder.length, ino };
  }

  /**
   * What a fresh store reads from each disk; `elsewhere` does not exist yet. undefined: no sync of a recorded file
   * failed, or the recording can't be trusted.
   */
  async finish(elsewhere: string): Promise<AfterPowerLoss[] | undefined> {
    if (this.#recording === null) return undefined;
    this.#recording.detach();
    const trace = this.#recording.recorder.finish();
    if (this.#failed === null || trace.distrust !== null || isDirectory(trace, this.#failed))
      return undefined;
    const found: AfterPowerLoss[] = [];
    for (const { moment, pages, image } of disksAfterFailedSync(trace, this.#failed)) {
      writeTree(image, elsewhere);
      const document = path.join(elsewhere, this.#documentName);
      const store = await this.#strategy.open(document, { lockTimeoutMs: 0 });
      found.push({ moment, pages, found: await foundBy(() => store.read()) });
      await quietly(() => store.close());
      rmSync(elsewhere, { recursive: true, force: true });
    }
    return found;
  }
}

/** What became of names is the matter of the sync of a directory: no pages are lost with it. */
function isDirectory({ initial, effects }: Trace, { ino }: FailedSync): boolean {
  const known = initial.inodes[String(ino)]?.type === 'dir';
  return known || effects.some((effect) => effect.op === 'mkdir' && effect.ino === ino);
}
