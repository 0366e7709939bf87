// A counterexample of crash consistency as a picture: each call before the power went with what was left of it,
// and every path as programs saw it and as the disk held it. Pure, over a capsule that was checked or made here;
// what it shows follows from the capsule's trace and disk, and it judges nothing.
import { z } from 'zod';
import type { Capsule } from '../capsules/crash-capsule.js';
import type { Effect, Tree } from '../vocabulary/trace.js';
import { expectedInWords } from './expected-document.js';

export const crashPictureSchema = z.object({
  /** mark: an attempt or an acknowledgement. */
  calls: z.array(z.object({ text: z.string(), fate: z.enum(['kept', 'lost', 'torn', 'mark']) })),
  /** Every path on either side: what stood there, in words; null: nothing. */
  disk: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  /** Which documents may be there, in words. */
  expected: z.string(),
});
export type CrashPicture = z.infer<typeof crashPictureSchema>;

type Pictured = Pick<Capsule, 'trace' | 'crashPoint' | 'lost' | 'disk' | 'expected'>;

export function crashPictureOf({ trace, crashPoint, lost, disk, expected }: Pictured): CrashPicture {
  const effects = trace.effects.slice(0, crashPoint);
  const live = pathsOf(treeAfter(trace.initial, effects));
  const held = pathsOf(disk);
  return {
    calls: effects.map((effect, at) => {
      const loss = lost.find((one) => one.effect === at);
      const text = trace.calls[at] ?? effect.op;
      if (effect.op === 'mark') return { text, fate: 'mark' };
      if (loss === undefined) return { text, fate: 'kept' };
      return { text: `${text}: ${loss.detail}`, fate: loss.extent === 'part' ? 'torn' : 'lost' };
    }),
    disk: [...new Set([...live.keys(), ...held.keys()])]
      .sort((a, b) => (a < b ? -1 : 1))
      .map((path) => ({ path, before: live.get(path) ?? null, after: held.get(path) ?? null })),
    expected: expectedInWords(expected),
  };
}

type Node = Tree['inodes'][string];

/** The tree that every program saw after these effects. An effect that means nothing here changes nothing. */
function treeAfter(initial: Tree, effects: readonly Effect[]): Tree {
  const inodes: Record<string, Node> = structuredClone(initial.inodes);
  const entriesOf = (dir: number): Record<string, number> => {
    const node = inodes[dir];
    return node?.type === 'dir' ? node.entries : {};
  };
  const changeBytes = (ino: number, change: (bytes: Buffer) => Buffer): void => {
    const node = inodes[ino];
    if (node?.type !== 'file') return;
    node.content = change(Buffer.from(node.content, 'base64')).toString('base64');
  };
  for (const effect of effects) {
    switch (effect.op) {
      case 'create':
        inodes[effect.ino] = { type: 'file', mode: effect.mode, content: '' };
        entriesOf(effect.dir)[effect.name] = effect.ino;
        break;
      case 'mkdir':
        inodes[effect.ino] = { type: 'dir', mode: effect.mode, entries: {} };
        entriesOf(effect.dir)[effect.name] = effect.ino;
        break;
      case 'symlink':
        inodes[effect.ino] = { type: 'symlink', target: effect.target };
        entriesOf(effect.dir)[effect.name] = effect.ino;
        break;
      case 'link':
        entriesOf(effect.dir)[effect.name] = effect.ino;
        break;
      case 'unlink':
      case 'rmdir':
        delete entriesOf(effect.dir)[effect.name];
        break;
      case 'rename':
        delete entriesOf(effect.dir)[effect.name];
        entriesOf(effect.toDir)[effect.toName] = effect.ino;
        break;
      case 'write':
        changeBytes(effect.ino, (bytes) =>
          overwritten(bytes, effect.offset, Buffer.from(effect.data, 'base64')),
        );
        break;
      case 'truncate':
        changeBytes(effect.ino, (bytes) =>
          Buffer.concat([bytes, Buffer.alloc(Math.max(0, effect.size - bytes.length))]).subarray(
            0,
            effect.size,
          ),
        );
        break;
      case 'chmod':
      case 'chown':
      case 'utimes':
      case 'fsync':
      case 'fdatasync':
      case 'mark':
        break;
    }
  }
  return { inodes };
}

function overwritten(bytes: Buffer, offset: number, data: Buffer): Buffer {
  const whole = Buffer.alloc(Math.max(bytes.length, offset + data.length));
  bytes.copy(whole);
  data.copy(whole, offset);
  return whole;
}

/** Every path below the watched directory, and what stands there in words. */
function pathsOf({ inodes }: Tree, from = 0, prefix = ''): Map<string, string> {
  const node = inodes[from];
  const paths = new Map<string, string>();
  if (node?.type !== 'dir') return paths;
  for (const [name, ino] of Object.entries(node.entries)) {
    const path = `${prefix}${name}`;
    const child = inodes[ino];
    if (child === undefined) continue;
    if (child.type === 'dir') {
      paths.set(`${path}/`, 'directory');
      for (const [inner, what] of pathsOf({ inodes }, ino, `${path}/`)) paths.set(inner, what);
    } else if (child.type === 'symlink') paths.set(path, `→ ${child.target}`);
    else paths.set(path, contentInWords(Buffer.from(child.content, 'base64')));
  }
  return paths;
}

/** `1,357 bytes, rev 2`, and where zeros begin that no program wrote. */
function contentInWords(bytes: Buffer): string {
  if (bytes.length === 0) return 'empty';
  const size = `${bytes.length.toLocaleString('en-US')} bytes`;
  const rev = /^\W*rev\W{1,3}(\d{1,15})\b/m.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1];
  const zeros = bytes.length - lastByteSet(bytes);
  return [
    size,
    ...(rev === undefined ? [] : [`rev ${rev}`]),
    ...(zeros > 0 ? [`the last ${zeros} are zero`] : []),
  ].join(', ');
}

function lastByteSet(bytes: Buffer): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}
