// The persistence models again, as plainly as possible and without regard for cost: every subset, every
// product, checked against the rules one by one. It shares no code with the engine, which is compared with it
// on small traces. For tests only.
import type { Effect, Trace } from '../../../results/vocabulary/trace.js';

type Ladder = 'kill' | 'ordered' | 'journaled' | 'weakest';
type Names = Map<number, Map<string, number>>;
interface FileState {
  bytes: Buffer;
  mode: number;
}

/** Keys of all disks that exactly this model's own rule permits at crash point `point` (no union). */
export function bruteForce(trace: Trace, model: Ladder, point: number): Set<string> {
  const brute = new Brute(trace, point);
  switch (model) {
    case 'kill':
      return brute.kill();
    case 'ordered':
      return brute.inOrder(true);
    case 'journaled':
      return brute.inOrder(false);
    case 'weakest':
      return brute.weakest();
  }
}

class Brute {
  readonly #trace: Trace;
  readonly #point: number;
  readonly #done: Effect[];

  constructor(trace: Trace, point: number) {
    this.#trace = trace;
    this.#point = point;
    this.#done = trace.effects.slice(0, point);
  }

  kill(): Set<string> {
    const keys = new Set<string>();
    const names = this.#names(() => true);
    const files = this.#files(names);
    const live = (ino: number): FileState => ({
      bytes: this.#bytes(ino, this.#done),
      mode: this.#mode(ino, this.#point),
    });
    keys.add(this.#key(names, new Map(files.map((ino) => [ino, live(ino)]))));
    const next = this.#trace.effects[this.#point];
    if (next?.op === 'write') {
      for (const cut of cutsOf(next)) {
        const state = new Map(files.map((ino) => [ino, live(ino)]));
        const bytes = this.#bytes(next.ino, [...this.#done, cutShort(next, cut)]);
        if (state.has(next.ino)) state.set(next.ino, { bytes, mode: this.#mode(next.ino, this.#point) });
        keys.add(this.#key(names, state));
      }
    }
    return keys;
  }

  inOrder(renameFlushes: boolean): Set<string> {
    const keys = new Set<string>();
    for (let journal = this.#committed(); journal <= this.#point; journal++) {
      const names = this.#names((index) => index < journal);
      const options = this.#files(names).map((ino) => ({
        ino,
        states: this.#prefixes(ino, journal, renameFlushes).map((bytes) => ({
          bytes,
          mode: this.#mode(ino, journal),
        })),
      }));
      for (const files of product(options)) keys.add(this.#key(names, files));
    }
    return keys;
  }

  weakest(): Set<string> {
    const keys = new Set<string>();
    const naming = this.#done.flatMap((effect, index) => (dirsOf(effect).length > 0 ? [index] : []));
    const free = naming.filter((index) =>
      dirsOf(this.#done[index]).every((dir) => this.#lastSync(dir, ['fsync', 'fdatasync']) < index),
    );
    for (let subset = 0; subset < 2 ** free.length; subset++) {
      const dropped = new Set(free.filter((_, bit) => ((subset >> bit) & 1) === 0));
      const names = this.#names((index) => !dropped.has(index));
      const options = this.#files(names).map((ino) => ({ ino, states: this.#blockStates(ino) }));
      for (const files of product(options)) keys.add(this.#key(names, files));
    }
    return keys;
  }

  #lastSync(ino: number, ops: readonly string[]): number {
    return this.#done.findLastIndex(
      (effect) => ops.includes(effect.op) && 'ino' in effect && effect.ino === ino,
    );
  }

  /** Every sync in turn: through its inode's last change, or through itself if it had to allocate. */
  #committed(): number {
    let committed = 0;
    this.#done.forEach((sync, at) => {
      if (sync.op !== 'fsync' && sync.op !== 'fdatasync') return;
      const before = this.#done.slice(0, at);
      const previous = before.findLastIndex(
        (effect) => (effect.op === 'fsync' || effect.op === 'fdatasync') && effect.ino === sync.ino,
      );
      let allocated = this.#bytes(sync.ino, this.#done.slice(0, previous + 1)).length;
      let allocates = false;
      let reach = 0;
      before.forEach((effect, index) => {
        const grows =
          effect.op === 'write' && effect.ino === sync.ino && index > previous && end(effect) > allocated;
        if (grows) allocates = true;
        if (effect.op === 'truncate' && effect.ino === sync.ino && index > previous) {
          allocated = Math.min(allocated, effect.size);
        }
        const dataChange =
          (['create', 'mkdir', 'truncate'].includes(effect.op) &&
            'ino' in effect &&
            effect.ino === sync.ino) ||
          dirsOf(effect).includes(sync.ino);
        const anyChange = dataChange || changes(effect, sync.ino);
        const wasGrowth =
          effect.op === 'write' &&
          effect.ino === sync.ino &&
          end(effect) > this.#allocatedAt(sync.ino, index);
        if (sync.op === 'fsync' ? anyChange : dataChange || wasGrowth) reach = index + 1;
      });
      committed = Math.max(committed, allocates ? at : reach);
    });
    return committed;
  }

  #allocatedAt(ino: number, index: number): number {
    const before = this.#done.slice(0, index);
    const previous = before.findLastIndex(
      (effect) => (effect.op === 'fsync' || effect.op === 'fdatasync') && effect.ino === ino,
    );
    let allocated = this.#bytes(ino, this.#done.slice(0, previous + 1)).length;
    for (const effect of before.slice(previous + 1)) {
      if (effect.op === 'truncate' && effect.ino === ino) allocated = Math.min(allocated, effect.size);
    }
    return allocated;
  }

  #prefixes(ino: number, journal: number, renameFlushes: boolean): Buffer[] {
    const ops = this.#done.flatMap((effect, at) => (isData(effect, ino) ? [{ effect, at }] : []));
    const synced = this.#lastSync(ino, ['fsync', 'fdatasync']);
    const flushed = renameFlushes
      ? this.#done.findLastIndex(
          (effect, at) =>
            at < journal && effect.op === 'rename' && effect.ino === ino && effect.replaced !== null,
        )
      : -1;
    const states: Buffer[] = [];
    for (let count = 0; count <= ops.length; count++) {
      const legal = ops.every(({ effect, at }, index) => {
        const included = index < count;
        if (at < synced || at < flushed) return included;
        if (effect.op === 'truncate') return included === at < journal;
        return true;
      });
      // A truncate in the journal removes what stood before it, whether that had been written or not.
      if (!legal) continue;
      const kept = ops.slice(0, count).map(({ effect }) => effect);
      states.push(this.#bytes(ino, kept));
      const next = ops[count];
      if (next?.effect.op !== 'write') continue;
      for (const cut of cutsOf(next.effect))
        states.push(this.#bytes(ino, [...kept, cutShort(next.effect, cut)]));
    }
    return states;
  }

  #blockStates(ino: number): FileState[] {
    const synced = this.#lastSync(ino, ['fsync', 'fdatasync']);
    const stages = [{ bytes: this.#bytes(ino, this.#done.slice(0, synced + 1)), reaches: always }];
    for (let at = synced + 1; at < this.#point; at++) {
      const effect = this.#done[at];
      if (effect === undefined || !isData(effect, ino)) continue;
      const isWrittenLater = this.#done.slice(at).some((later) => later.op === 'write' && later.ino === ino);
      const before = stages.at(-1)?.bytes.length ?? 0;
      stages.push({
        bytes: this.#bytes(ino, this.#done.slice(0, at + 1)),
        reaches: effect.op === 'write' || isWrittenLater ? always : clearedBy(effect.size, before),
      });
    }
    const fullSync = this.#lastSync(ino, ['fsync']);
    const modes = new Set<number>();
    for (let at = fullSync + 1; at <= this.#point; at++) modes.add(this.#mode(ino, at));
    const states: FileState[] = [];
    for (const [stage, { bytes: sized }] of stages.entries()) {
      const size = sized.length;
      let contents = [Buffer.alloc(0)];
      for (let block = 0; block * 512 < size; block++) {
        // With an older size, a cut at the end is lost, but for the rest of the file system's block.
        const counting = stages.filter(({ reaches }, at) => at <= stage || reaches(block));
        const candidates = new Set(counting.map(({ bytes }) => blockOf(bytes, block)));
        contents = contents.flatMap((head) =>
          [...candidates].map((block) => Buffer.concat([head, Buffer.from(block, 'latin1')])),
        );
      }
      for (const content of contents) {
        for (const mode of modes) states.push({ bytes: content.subarray(0, size), mode });
      }
    }
    return states;
  }

  #bytes(ino: number, effects: readonly Effect[]): Buffer {
    const node = this.#trace.initial.inodes[String(ino)];
    let bytes = node?.type === 'file' ? Buffer.from(node.content, 'base64') : Buffer.alloc(0);
    for (const effect of effects) {
      if (!isData(effect, ino)) continue;
      if (effect.op === 'truncate') {
        bytes = Buffer.concat([
          bytes.subarray(0, effect.size),
          Buffer.alloc(Math.max(0, effect.size - bytes.length)),
        ]);
      } else if (effect.op === 'write') {
        const data = Buffer.from(effect.data, 'base64');
        const gap = Buffer.alloc(Math.max(0, effect.offset - bytes.length));
        bytes = Buffer.concat([
          bytes.subarray(0, effect.offset),
          gap,
          data,
          bytes.subarray(effect.offset + data.length),
        ]);
      }
    }
    return bytes;
  }

  #mode(ino: number, point: number): number {
    const node = this.#trace.initial.inodes[String(ino)];
    let mode = node !== undefined && node.type !== 'symlink' ? node.mode : -1;
    this.#trace.effects.forEach((effect, at) => {
      if (!('ino' in effect) || effect.ino !== ino) return;
      // Before its birth an inode is as it is born.
      if (effect.op === 'create' || effect.op === 'mkdir') mode = effect.mode;
      else if (effect.op === 'chmod' && at < point) mode = effect.mode;
    });
    return mode;
  }

  #names(applies: (index: number) => boolean): Names {
    const names: Names = new Map();
    const of = (dir: number) => {
      const known = names.get(dir) ?? new Map<string, number>();
      names.set(dir, known);
      return known;
    };
    for (const [number, node] of Object.entries(this.#trace.initial.inodes)) {
      if (node.type === 'dir')
        for (const [name, ino] of Object.entries(node.entries)) of(Number(number)).set(name, ino);
    }
    this.#done.forEach((effect, index) => {
      if (!applies(index)) return;
      if (effect.op === 'create' || effect.op === 'mkdir' || effect.op === 'link')
        of(effect.dir).set(effect.name, effect.ino);
      else if (effect.op === 'unlink' || effect.op === 'rmdir') of(effect.dir).delete(effect.name);
      else if (effect.op === 'rename') {
        of(effect.dir).delete(effect.name);
        of(effect.toDir).set(effect.toName, effect.ino);
      }
    });
    return names;
  }

  #isDir(ino: number): boolean {
    return (
      this.#trace.initial.inodes[String(ino)]?.type === 'dir' ||
      this.#trace.effects.some((effect) => effect.op === 'mkdir' && effect.ino === ino)
    );
  }

  #files(names: Names): number[] {
    const files = new Set<number>();
    const walk = (dir: number) => {
      for (const ino of names.get(dir)?.values() ?? [])
        if (this.#isDir(ino)) walk(ino);
        else files.add(ino);
    };
    walk(0);
    return [...files];
  }

  #key(names: Names, files: ReadonlyMap<number, FileState>): string {
    const lines: string[] = [];
    const first = new Map<number, string>();
    const walk = (dir: number, prefix: string) => {
      for (const [name, ino] of [...(names.get(dir) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const path = prefix + name;
        const file = files.get(ino);
        if (this.#isDir(ino)) {
          lines.push(`d${this.#mode(ino, 0)}:${path}`);
          walk(ino, `${path}/`);
        } else if (first.has(ino)) lines.push(`h${path}>${first.get(ino)}`);
        else {
          first.set(ino, path);
          lines.push(`f${file?.mode}:${path}=${file?.bytes.toString('base64')}`);
        }
      }
    };
    walk(0, '');
    return lines.join('\n');
  }
}

type Write = Extract<Effect, { op: 'write' }>;

function end(write: Write): number {
  return write.offset + Buffer.from(write.data, 'base64').length;
}

function isData(effect: Effect, ino: number): effect is Extract<Effect, { op: 'write' | 'truncate' }> {
  return (effect.op === 'write' || effect.op === 'truncate') && effect.ino === ino;
}

function dirsOf(effect: Effect | undefined): number[] {
  switch (effect?.op) {
    case 'create':
    case 'mkdir':
    case 'link':
    case 'unlink':
    case 'rmdir':
      return [effect.dir];
    case 'rename':
      return [effect.dir, effect.toDir];
    default:
      return [];
  }
}

function changes(effect: Effect, ino: number): boolean {
  if (effect.op === 'fsync' || effect.op === 'fdatasync' || effect.op === 'mark') return false;
  return effect.ino === ino || (effect.op === 'rename' && effect.replaced === ino);
}

function cutsOf(write: Write): number[] {
  const length = Buffer.from(write.data, 'base64').length;
  const cuts = new Set([1, Math.floor(length / 2), length - 1]);
  for (let cut = 1; cut < length; cut++) if ((write.offset + cut) % 512 === 0) cuts.add(cut);
  return [...cuts].filter((cut) => cut > 0 && cut < length);
}

function cutShort(write: Write, cut: number): Write {
  return { ...write, data: Buffer.from(write.data, 'base64').subarray(0, cut).toString('base64') };
}

const always = (_block: number): boolean => true;

function clearedBy(size: number, before: number): (block: number) => boolean {
  const end = Math.min(before, Math.ceil(size / 65_536) * 65_536);
  return (block) => size < end && block * 512 < end && (block + 1) * 512 > size;
}

function blockOf(bytes: Buffer, block: number): string {
  const part = bytes.subarray(block * 512, block * 512 + 512);
  return Buffer.concat([part, Buffer.alloc(512 - part.length)]).toString('latin1');
}

function product(options: { ino: number; states: FileState[] }[]): Map<number, FileState>[] {
  let all: Map<number, FileState>[] = [new Map()];
  for (const { ino, states } of options) {
    all = all.flatMap((files) => states.map((state) => new Map(files).set(ino, state)));
  }
  return all;
}
