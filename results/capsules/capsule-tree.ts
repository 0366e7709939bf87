// Validates that a tree in a capsule is a tree: every name is plain, every inode exists, and no directory is
// inside itself or has two names. Returns the first problem, or null.

import type { Tree } from '../vocabulary/trace.js';
import { ROOT } from '../vocabulary/trace.js';
import { depthOf, inodesMax, isBase64, isInnerTarget, isMode, isPlain } from './capsule-bounds.js';

type Kind = 'file' | 'dir' | 'symlink';

export function checkTree(tree: Tree, where: string): string | null {
  const kinds = new Map<number, Kind>();
  const numbers = Object.entries(tree.inodes);
  if (numbers.length > inodesMax) return `${where}: more than ${inodesMax} inodes`;
  for (const [number, node] of numbers) {
    if (!/^(0|[1-9]\d{0,8})$/.test(number)) return `${where}: "${number.slice(0, 40)}" is no inode number`;
    kinds.set(Number(number), node.type);
    if (node.type === 'file' && !isBase64(node.content)) return `${where}: inode ${number} is not base64`;
    if (node.type !== 'symlink' && !isMode(node.mode)) return `${where}: the mode of inode ${number}`;
  }
  if (kinds.get(ROOT) !== 'dir') return `${where}: no root directory`;
  const parentOf = new Map<number, number>();
  for (const [number, node] of numbers) {
    if (node.type !== 'dir') continue;
    for (const [name, ino] of Object.entries(node.entries)) {
      if (!isPlain(name)) return `${where}: the name ${JSON.stringify(name).slice(0, 60)}`;
      const kind = kinds.get(ino);
      if (kind === undefined) return `${where}: inode ${ino} is missing`;
      if (kind !== 'dir') continue;
      if (ino === ROOT || parentOf.has(ino)) return `${where}: directory ${ino} has two names`;
      parentOf.set(ino, Number(number));
    }
  }
  for (const dir of parentOf.keys())
    if (climbs(parentOf, dir)) return `${where}: directory ${dir} is inside itself`;
  return linkThatLeadsOut(tree, parentOf, where);
}

function linkThatLeadsOut(tree: Tree, parentOf: ReadonlyMap<number, number>, where: string): string | null {
  const placed = new Set<number>();
  const leadsOut = (ino: number) => `${where}: the link ${ino} leads out of the directory`;
  for (const [number, node] of Object.entries(tree.inodes)) {
    if (node.type !== 'dir') continue;
    for (const ino of Object.values(node.entries)) {
      const link = tree.inodes[ino];
      if (link?.type !== 'symlink') continue;
      placed.add(ino);
      if (!isInnerTarget(link.target, depthOf(parentOf, Number(number)))) return leadsOut(ino);
    }
  }
  for (const [number, node] of Object.entries(tree.inodes)) {
    const ino = Number(number);
    if (node.type === 'symlink' && !placed.has(ino) && !isInnerTarget(node.target, 0)) return leadsOut(ino);
  }
  return null;
}

/** Whether going up from `dir` meets `above` (default: itself). */
export function climbs(parentOf: ReadonlyMap<number, number>, dir: number, above = dir): boolean {
  let at = parentOf.get(dir);
  for (let steps = 0; at !== undefined && steps <= parentOf.size; steps++) {
    if (at === above) return true;
    at = parentOf.get(at);
  }
  return at !== undefined;
}
