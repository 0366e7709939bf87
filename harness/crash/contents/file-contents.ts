// The contents that an inode may hold after a crash, by the rule that a model chooses. Variants are cached by
// their inputs, because neighbouring crash points mostly share them.

import type { LostEffect } from '../../../results/vocabulary/persistence.js';
import { samplerFor } from '../sampler.js';
import type { InodeLife } from '../trace/inode-life.js';
import { countBefore, lastBefore, lifeOf, modeAt, type Timeline } from '../trace/timeline.js';
import { blockContents } from './block-contents.js';
import { blockBytes } from './block-table.js';
import type { ContentChoices } from './content-choice.js';
import { ContentHistory } from './content-history.js';
import type { ContentId, ContentStore } from './content-store.js';
import { type ContentSource, contentAfter, cutContents, endOf, prefixContents } from './prefix-contents.js';

export interface FileVariant {
  /** Interned (content, mode). */
  id: number;
  content: ContentId;
  mode: number;
  /** Which data effects are missing; made on demand. */
  lost(): LostEffect[];
}

/** `total` counts the candidates that the rule permits; more than `variants.length` = a selection. */
export interface VariantSet {
  variants: readonly FileVariant[];
  total: number;
}

/**
 * What the lists of one file's variants may take, over all of its moments, and what they take for each block.
 */
const listBytesMax = 128 * 1024 * 1024;
const listBytesPerBlock = 8;
const variantsMin = 8;

export class FileContents {
  readonly #timeline: Timeline;
  readonly #store: ContentStore;
  readonly #source: ContentSource;
  readonly #limit: number;
  readonly #seed: number;
  readonly #memo = new Map<string, VariantSet>();

  constructor(timeline: Timeline, store: ContentStore, limits: { perFile: number; seed: number }) {
    this.#timeline = timeline;
    this.#store = store;
    this.#source = { store, history: new ContentHistory(store.blocks) };
    this.#limit = limits.perFile;
    this.#seed = limits.seed;
  }

  /** The page cache: every effect before the crash point. */
  live(ino: number, point: number): VariantSet {
    const life = lifeOf(this.#timeline.inodes, ino);
    const count = countBefore(life.data, point);
    const mode = modeAt(life, point);
    return this.#remember(`live ${ino} ${count} ${mode}`, life, [mode], () => ({
      choices: [{ content: contentAfter(life, count, this.#source), lost: () => [] }],
      total: 1,
    }));
  }

  /** The write at `point`, under way: some of its bytes are in the page cache. */
  inFlight(ino: number, point: number): VariantSet {
    const life = lifeOf(this.#timeline.inodes, ino);
    const count = countBefore(life.data, point);
    const mode = modeAt(life, point);
    return this.#remember(`flight ${ino} ${count} ${mode}`, life, [mode], () =>
      cutContents(life, count, this.#source, this.#limitFor(life)),
    );
  }

  /** Data operations in order: at least `least`, at most `most` of them, the next one cut anywhere. */
  prefix(ino: number, bounds: { least: number; most: number; point: number; journal: number }): VariantSet {
    const life = lifeOf(this.#timeline.inodes, ino);
    const mode = modeAt(life, bounds.journal);
    const done = countBefore(life.data, bounds.point);
    const key = `prefix ${ino} ${bounds.least} ${bounds.most} ${done} ${mode}`;
    return this.#remember(key, life, [mode], () =>
      prefixContents(life, { ...bounds, done }, this.#source, this.#limitFor(life)),
    );
  }

  /** Any blocks, any size, any mode since the last sync of this file. */
  blocks(ino: number, point: number): VariantSet {
    const life = lifeOf(this.#timeline.inodes, ino);
    const from = countBefore(life.data, lastBefore(life.syncs, point) + 1);
    const to = countBefore(life.data, point);
    const modes = unsyncedModes(life, point);
    const about = `blocks ${ino} ${from} ${to} ${modes.join()}`;
    return this.#remember(about, life, modes, () =>
      blockContents(life, from, to, this.#source, this.#limitFor(life), samplerFor(this.#seed, about)),
    );
  }

  /** Depends on the file only: a sample must not depend on earlier calls. */
  #limitFor(life: InodeLife): number {
    let size = life.initial.length;
    for (const op of life.data) size = Math.max(size, endOf(op));
    const bytesEach = Math.ceil(Math.max(1, size) / blockBytes) * listBytesPerBlock;
    const most = Math.floor(listBytesMax / bytesEach / Math.max(1, life.data.length));
    return Math.max(variantsMin, Math.min(this.#limit, most));
  }

  #remember(key: string, life: InodeLife, modes: readonly number[], make: () => ContentChoices): VariantSet {
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    const { choices, total } = make();
    const variants = modes.flatMap((mode, index) =>
      choices.map((choice) => ({
        id: this.#store.variant(choice.content, mode),
        content: choice.content,
        mode,
        lost: () => [...choice.lost(), ...(index === 0 ? [] : lostModes(life, mode))],
      })),
    );
    const set = { variants, total: total * modes.length };
    this.#memo.set(key, set);
    return set;
  }
}

/** The current mode first. */
function unsyncedModes(life: InodeLife, point: number): number[] {
  const synced = lastBefore(life.fullSyncs, point) + 1;
  const modes = [modeAt(life, point), modeAt(life, synced)];
  for (const change of life.modes) if (change.at >= synced && change.at < point) modes.push(change.mode);
  return [...new Set(modes)];
}

function lostModes(life: InodeLife, mode: number): LostEffect[] {
  const kept = life.modes.findLastIndex((change) => change.mode === mode);
  return life.modes
    .slice(kept + 1)
    .map((change) => ({ effect: change.at, extent: 'whole', detail: 'the mode is the old one' }));
}
