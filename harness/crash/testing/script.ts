// Traces written by hand: file system calls by path, turned into effects on inodes, and the commit orders
// whose outcomes are known from real file systems. For tests only.

import type { DocumentIdentity, VariantId } from '../../../results/vocabulary/persistence.js';
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Effect, Trace, Tree } from '../../../results/vocabulary/trace.js';
import { type Identify, identifyByBytes } from '../verdict/document-oracle.js';

export class WriteScript {
  readonly effects: Effect[] = [];
  readonly #initial: Tree;
  readonly #entries = new Map<number, Map<string, number>>([[ROOT, new Map()]]);
  #next = 1;

  constructor(initial: Record<string, string | Uint8Array> = {}) {
    const inodes: Tree['inodes'] = {};
    for (const [path, content] of Object.entries(initial)) {
      const { dir, name } = this.#place(path, true);
      const ino = this.#next++;
      this.#in(dir).set(name, ino);
      inodes[String(ino)] = { type: 'file', mode: 0o644, content: base64(content) };
    }
    for (const [dir, entries] of this.#entries) {
      inodes[String(dir)] = { type: 'dir', mode: 0o755, entries: Object.fromEntries(entries) };
    }
    this.#initial = { inodes };
  }

  create(path: string): number {
    const ino = this.#next++;
    const at = this.#enter(path, ino);
    this.effects.push({ op: 'create', ...at, ino, mode: 0o644 });
    return ino;
  }
  mkdir(path: string): number {
    const ino = this.#next++;
    const at = this.#enter(path, ino);
    this.#entries.set(ino, new Map());
    this.effects.push({ op: 'mkdir', ...at, ino, mode: 0o755 });
    return ino;
  }
  link(from: string, to: string): void {
    const ino = this.ino(from);
    this.effects.push({ op: 'link', ...this.#enter(to, ino), ino });
  }
  rename(from: string, to: string): void {
    const source = this.#place(from);
    const target = this.#place(to);
    const ino = this.ino(from);
    const replaced = this.#in(target.dir).get(target.name) ?? null;
    this.#in(source.dir).delete(source.name);
    this.#in(target.dir).set(target.name, ino);
    this.effects.push({ op: 'rename', ...source, toDir: target.dir, toName: target.name, ino, replaced });
  }
  unlink(path: string): void {
    const at = this.#place(path);
    const ino = this.ino(path);
    this.#in(at.dir).delete(at.name);
    this.effects.push({ op: 'unlink', ...at, ino, last: true });
  }
  write(path: string, content: string | Uint8Array, offset = 0): void {
    this.effects.push({ op: 'write', ino: this.ino(path), offset, data: base64(content) });
  }
  truncate(path: string, size: number): void {
    this.effects.push({ op: 'truncate', ino: this.ino(path), size });
  }
  chmod(path: string, mode: number): void {
    this.effects.push({ op: 'chmod', ino: this.ino(path), mode });
  }
  fsync(path: string): void {
    this.effects.push({ op: 'fsync', ino: this.ino(path) });
  }
  fdatasync(path: string): void {
    this.effects.push({ op: 'fdatasync', ino: this.ino(path) });
  }
  fsyncInode(ino: number): void {
    this.effects.push({ op: 'fsync', ino });
  }
  mark(mark: 'attempt' | 'acked', rev: number): void {
    this.effects.push({ op: 'mark', mark, rev, token: `t${rev}` });
  }
  has(path: string): boolean {
    try {
      this.ino(path);
      return true;
    } catch {
      return false;
    }
  }
  ino(path: string): number {
    if (path === '.') return ROOT;
    const { dir, name } = this.#place(path);
    const ino = this.#in(dir).get(name);
    if (ino === undefined) throw new Error(`no ${path}`);
    return ino;
  }
  trace(): Trace {
    return {
      initial: this.#initial,
      effects: this.effects,
      calls: this.effects.map((effect) => effect.op),
      durationsNs: this.effects.map((effect, index) => (effect.op === 'mark' ? 0 : 1000 + index)),
      distrust: null,
    };
  }

  #enter(path: string, ino: number): { dir: number; name: string } {
    const at = this.#place(path);
    this.#in(at.dir).set(at.name, ino);
    return at;
  }
  #place(path: string, make = false): { dir: number; name: string } {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    let dir = ROOT;
    for (const part of parts) {
      let next = this.#in(dir).get(part);
      if (next === undefined && make) {
        next = this.#next++;
        this.#in(dir).set(part, next);
        this.#entries.set(next, new Map());
      }
      if (next === undefined) throw new Error(`no directory ${part}`);
      dir = next;
    }
    return { dir, name };
  }
  #in(dir: number): Map<string, number> {
    const entries = this.#entries.get(dir);
    if (entries === undefined) throw new Error(`inode ${dir} is no directory`);
    return entries;
  }
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64');
}

/** Distinct at every length and in every block. */
export function documentBytes(rev: number, sizeBytes: number): Uint8Array {
  const head = `rev: ${rev}\n`;
  const line = `- task of rev ${rev} `;
  return Buffer.from(head.concat(line.repeat(Math.ceil(sizeBytes / line.length))).slice(0, sizeBytes));
}

export type Variant = VariantId;
export type CommitScript = (script: WriteScript, document: string, bytes: Uint8Array) => void;

export const commits = {
  'in-place': (s, doc, bytes) => {
    if (s.has(doc)) s.truncate(doc, 0);
    else s.create(doc);
    s.write(doc, bytes);
    s.fsync(doc);
    s.fsync('state');
  },
  'rename-only': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.rename(`${doc}.tmp`, doc);
  },
  'rename-then-directory': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.rename(`${doc}.tmp`, doc);
    s.fsync('state');
  },
  'fsync-rename': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.fsync(`${doc}.tmp`);
    s.rename(`${doc}.tmp`, doc);
  },
  'm03-order': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.fsync(`${doc}.tmp`);
    s.fsync('state');
    s.rename(`${doc}.tmp`, doc);
  },
  'file-again': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.fsync(`${doc}.tmp`);
    s.rename(`${doc}.tmp`, doc);
    s.fsync(doc);
  },
  'durable-rename': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.fsync(`${doc}.tmp`);
    s.rename(`${doc}.tmp`, doc);
    s.fsync('state');
  },
  'unlink-first': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.fsync(`${doc}.tmp`);
    if (s.has(doc)) s.unlink(doc);
    s.rename(`${doc}.tmp`, doc);
    s.fsync('state');
  },
  'wrong-file': (s, doc, bytes) => {
    temporary(s, doc, bytes);
    s.rename(`${doc}.tmp`, doc);
    if (!s.has('state/lock')) s.create('state/lock');
    s.fsync('state/lock');
  },
} satisfies Record<string, CommitScript>;
export type CommitId = keyof typeof commits;

function temporary(s: WriteScript, doc: string, bytes: Uint8Array): void {
  s.create(`${doc}.tmp`);
  s.write(`${doc}.tmp`, bytes);
}

export interface Recorded {
  trace: Trace;
  documentPath: string;
  identify: Identify;
}

/** `writes` acknowledged writes; `parents`: whether new ancestors' parents are synced. */
export function recorded(
  commit: CommitScript,
  options: { variant: Variant; writes?: number; sizeBytes?: number; parents?: boolean },
): Recorded {
  const { variant, writes = 2, sizeBytes = 1200, parents = true } = options;
  const doc = 'state/tasks.yaml';
  const first = documentBytes(0, sizeBytes);
  const script = new WriteScript(
    variant === 'document-present'
      ? { [doc]: first }
      : variant === 'document-absent'
        ? { 'state/.keep': '' }
        : {},
  );
  const known: { content: Uint8Array; identity: DocumentIdentity }[] = [
    { content: first, identity: { rev: 0, token: 't0' } },
  ];
  for (let rev = 1; rev <= writes; rev++) {
    const bytes = documentBytes(rev, sizeBytes);
    known.push({ content: bytes, identity: { rev, token: `t${rev}` } });
    script.mark('attempt', rev);
    if (!script.has('state')) {
      script.mkdir('state');
      if (parents) script.fsync('.');
    }
    commit(script, doc, bytes);
    script.mark('acked', rev);
  }
  return { trace: script.trace(), documentPath: doc, identify: identifyByBytes(known) };
}
