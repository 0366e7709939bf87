// One effect in a few words, with paths as they were at that moment.
import { ROOT } from '../../../results/vocabulary/root-inode.js';
import type { Effect } from '../../../results/vocabulary/trace.js';
import { pathAt } from './paths.js';
import type { Timeline } from './timeline.js';

export function describeEffect(timeline: Timeline, at: number): string {
  const effect = timeline.trace.effects[at];
  if (effect === undefined) return 'nothing';
  switch (effect.op) {
    case 'create':
    case 'mkdir':
    case 'unlink':
    case 'rmdir':
    case 'link':
      return `${effect.op} ${entryPath(timeline, effect.dir, effect.name, at)}`;
    case 'symlink':
      return `symlink ${entryPath(timeline, effect.dir, effect.name, at)} → ${effect.target}`;
    case 'rename':
      return `rename ${entryPath(timeline, effect.dir, effect.name, at)} → ${targetOf(timeline, effect, at)}`;
    case 'write':
      return `write ${pathAt(timeline, effect.ino, at)}: ${Buffer.byteLength(effect.data, 'base64')} bytes at ${effect.offset}`;
    case 'truncate':
      return `truncate ${pathAt(timeline, effect.ino, at)} to ${effect.size} bytes`;
    case 'chmod':
      return `chmod ${pathAt(timeline, effect.ino, at)} to ${effect.mode.toString(8)}`;
    case 'chown':
    case 'utimes':
    case 'fsync':
    case 'fdatasync':
      return `${effect.op} ${directoryMark(timeline, effect.ino, at)}`;
    case 'mark':
      return effect.mark === 'attempt'
        ? `— write of rev ${effect.rev} begins`
        : `— rev ${effect.rev} acknowledged`;
  }
}

export function entryPath(timeline: Timeline, dir: number, name: string, at: number): string {
  return dir === ROOT ? name : `${pathAt(timeline, dir, at)}/${name}`;
}

export function targetOf(timeline: Timeline, effect: Extract<Effect, { op: 'rename' }>, at: number): string {
  return entryPath(timeline, effect.toDir, effect.toName, at);
}

function directoryMark(timeline: Timeline, ino: number, at: number): string {
  const path = pathAt(timeline, ino, at);
  if (path === '.') return 'the directory';
  return timeline.inodes.get(ino)?.type === 'dir' ? `the directory ${path}` : path;
}
