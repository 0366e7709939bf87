// What a client tells of an operation, as a step of the schedule: with inodes by names that mean the same in every
// schedule. The same is told in one schedule after another, so what came of it is kept: by the entry, which is one
// and the same object each time, and by the names that its inodes have.
import type { Access } from '../../../results/schedule.js';
import type { Entry, MetInode } from '../protocol.js';
import type { InodeNames } from './inode-names.js';

export type Operation = Extract<Entry, { e: 'operation' }>;

/** Shared between steps: not to be changed. */
export interface ToldStep {
  readonly label: string;
  readonly accesses: readonly Access[];
  /** Of each access. */
  readonly keys: readonly string[];
}

interface Known {
  /** What has been made of it, by the names of its inodes. */
  readonly byNames: Map<string, ToldStep>;
  /** Inodes of its accesses, in their order; whoever meets one first is its maker, so labels come after them. */
  readonly touched: readonly { inode: MetInode; made: boolean }[];
  readonly inLabel: readonly MetInode[];
  /** The label without them. */
  readonly pieces: readonly string[];
}

const INODE = /\{met:(\d+)\}/;
/** In other orders of events inodes have other names; of more than these an entry is told anew. */
const NAMES_MAX = 100;
const known = new WeakMap<Operation, Known>();

export function toldStep(client: number, entry: Operation, names: InodeNames): ToldStep {
  const { touched, inLabel, byNames } = knownOf(entry);
  let words = '';
  for (const { inode, made } of touched) words += `${names.name(client, inode, made)} `;
  for (const inode of inLabel) words += `${names.nameInLabel(client, inode) ?? '?'} `;
  let told = byNames.get(words);
  if (told === undefined) {
    told = stepOf(entry, words.split(' '));
    if (byNames.size >= NAMES_MAX) byNames.clear();
    byNames.set(words, told);
  }
  return told;
}

function knownOf(entry: Operation): Known {
  let of = known.get(entry);
  if (of === undefined) {
    const touched = entry.accesses.flatMap(({ resource, made }) =>
      'inode' in resource ? [{ inode: resource.inode, made: made === true }] : [],
    );
    const parts = entry.label.split(INODE);
    const pieces = parts.filter((_, index) => index % 2 === 0);
    const inLabel = parts.filter((_, index) => index % 2 !== 0).map(Number);
    of = { byNames: new Map(), touched, inLabel, pieces };
    known.set(entry, of);
  }
  return of;
}

/** `names`: of the inodes that were touched, then of those in the label. */
function stepOf(entry: Operation, names: readonly string[]): ToldStep {
  const { touched, pieces } = knownOf(entry);
  return {
    label: pieces.reduce((text, piece, at) => `${text}{inode:${names[touched.length + at - 1]}}${piece}`),
    accesses: accessesOf(entry, names),
    keys: entry.accesses.map(({ key }) => key),
  };
}

function accessesOf({ accesses }: Operation, names: readonly string[]): Access[] {
  let next = 0;
  return accesses.map(({ resource, mode }) => {
    switch (resource.type) {
      case 'name':
      case 'entries':
        return { resource: `${resource.type}:${resource.path}`, mode };
      case 'inode':
      case 'links':
      case 'lock':
        return { resource: `${resource.type}:${names[next++]}`, mode };
      case 'clock':
        return { resource: 'clock', mode };
    }
  });
}
