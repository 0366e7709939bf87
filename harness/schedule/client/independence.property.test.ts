// What the gate says of an operation must be enough: everything that it touched was among the keys before which the
// client stopped, and two operations that share nothing give the same results and the same tree in either order. Pairs
// are drawn at random and really done, in both orders, in two directories that are alike.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installTap } from '../../tap/install.js';
import type { Tap } from '../../tap/tap.js';
import type { Entry, RawAccess } from '../protocol.js';
import { Gate, type Guarded } from './gate.js';
import { KernelView } from './kernel-view.js';
import { SchedulePaths } from './schedule-paths.js';

const RUNS = 200;
const NAMES = ['a', 'b', 'd', 'd/x', 'e', 'to-a', 'to-d', 'new'];
const name = fc.constantFrom(...NAMES);
const file = fc.constantFrom('a', 'b', 'd/x');

type Action =
  | { do: 'open'; name: string; flags: string }
  | {
      do: 'stat' | 'lstat' | 'exists' | 'readdir' | 'unlink' | 'mkdir' | 'rmdir' | 'chmod' | 'mkdirs';
      name: string;
    }
  | { do: 'rename' | 'link' | 'symlink'; from: string; to: string }
  | { do: 'read' | 'write' | 'fstat' | 'ftruncate' | 'close'; file: string };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    do: fc.constant('open' as const),
    name,
    flags: fc.constantFrom('r', 'r+', 'w', 'wx', 'a', 'a+'),
  }),
  fc.record({
    do: fc.constantFrom('stat', 'lstat', 'exists', 'readdir', 'unlink', 'mkdir', 'rmdir', 'chmod', 'mkdirs'),
    name,
  }),
  fc.record({ do: fc.constantFrom('rename', 'link', 'symlink'), from: name, to: name }),
  fc.record({ do: fc.constantFrom('read', 'write', 'fstat', 'ftruncate', 'close'), file }),
);

interface Place {
  directory: string;
  /** Opened before anything happens, by client and name. */
  descriptors: Map<string, number>;
  /** What an inode was called at the start. */
  inodes: Map<string, string>;
}

interface Done {
  outcome: string;
  entries: Extract<Entry, { e: 'operation' }>[];
  keys: string[];
}

let tap: Tap;
let top: string;
let places = 0;
beforeAll(async () => {
  tap = await installTap();
  top = fs.mkdtempSync(join(tmpdir(), 'holdfast-independence-'));
});
afterAll(() => fs.rmSync(top, { recursive: true }));

class Client {
  readonly #run: Guarded;
  readonly #gate = new Gate();
  #entries: Done['entries'] = [];
  #keys: string[] = [];

  constructor(directory: string, client: number, view: KernelView) {
    this.#run = {
      script: {
        client,
        directory,
        document: '',
        job: { do: 'probe' },
        documentBytes: 0,
        lockTimeoutMs: 0,
        seed: 0,
        alone: false,
        dieAfter: null,
      },
      paths: new SchedulePaths(directory, { client, pid: 1_000_000, threadId: null }),
      view,
      contended: 'all',
      wallMs: 1_900_000_000_000,
      note: (entry) => entry.e === 'operation' && this.#entries.push(entry),
      worked: () => {},
      stand: (_, keys) => void this.#keys.push(...keys),
      die: () => expect.fail('nobody dies'),
      distrust: (reason) => expect.fail(reason),
      keep: () => {},
    };
    this.#gate.guard(this.#run);
  }

  perform(work: () => string): Done {
    const detach = tap.attach(this.#gate);
    this.#entries = [];
    this.#keys = [];
    let outcome: string;
    try {
      outcome = work();
    } catch (error) {
      outcome = (error as NodeJS.ErrnoException).code ?? String(error);
    } finally {
      detach();
    }
    return { outcome, entries: this.#entries, keys: this.#keys };
  }
}

function prepare(clients: readonly Client[], directory: string): Place {
  fs.mkdirSync(join(directory, 'd'), { recursive: true });
  fs.writeFileSync(join(directory, 'a'), 'of a');
  fs.linkSync(join(directory, 'a'), join(directory, 'b'));
  fs.writeFileSync(join(directory, 'd/x'), 'of x');
  fs.mkdirSync(join(directory, 'e'));
  fs.symlinkSync('a', join(directory, 'to-a'));
  fs.symlinkSync('d', join(directory, 'to-d'));
  const descriptors = new Map<string, number>();
  for (const [index, client] of clients.entries()) {
    client.perform(() => {
      for (const one of ['a', 'b', 'd/x'])
        descriptors.set(`${index} ${one}`, fs.openSync(join(directory, one), 'r+'));
      return '';
    });
  }
  // What is removed must not give its number to what comes.
  for (const one of ['d', 'e']) descriptors.set(`kept ${one}`, fs.openSync(join(directory, one), 'r'));
  for (const one of ['to-a', 'to-d']) fs.linkSync(join(directory, one), `${directory}-${one}`);
  const inodes = new Map(
    ['a', 'd', 'd/x', 'e', 'to-a', 'to-d'].map((one) => [inodeOf(join(directory, one)), one]),
  );
  return { directory, descriptors, inodes };
}

function inodeOf(path: string): string {
  return String(fs.lstatSync(path, { bigint: true }).ino);
}

function carryOut(one: Action, client: number, { directory, descriptors, inodes }: Place): string {
  const at = (relative: string) => join(directory, relative);
  const told = (stats: fs.BigIntStats) =>
    [
      inodes.get(String(stats.ino)) ?? 'new',
      stats.mode,
      stats.isDirectory() ? '' : stats.size,
      stats.nlink,
    ].join(' ');
  const big = { bigint: true } as const;
  switch (one.do) {
    case 'open': {
      const fd = fs.openSync(at(one.name), one.flags);
      try {
        return inodes.get(String(tap.aside(() => fs.fstatSync(fd, big)).ino)) ?? 'new';
      } finally {
        tap.aside(() => fs.closeSync(fd));
      }
    }
    case 'stat':
      return told(fs.statSync(at(one.name), big));
    case 'lstat':
      return told(fs.lstatSync(at(one.name), big));
    case 'exists':
      return String(fs.existsSync(at(one.name)));
    case 'readdir':
      return fs.readdirSync(at(one.name)).sort().join();
    case 'unlink':
      return String(fs.unlinkSync(at(one.name)));
    case 'mkdir':
      return String(fs.mkdirSync(at(one.name)));
    case 'mkdirs':
      return fs.mkdirSync(at(one.name), { recursive: true }) === undefined ? '' : 'made';
    case 'rmdir':
      return String(fs.rmdirSync(at(one.name)));
    case 'chmod':
      return String(fs.chmodSync(at(one.name), 0o700 + client));
    case 'rename':
      return String(fs.renameSync(at(one.from), at(one.to)));
    case 'link':
      return String(fs.linkSync(at(one.from), at(one.to)));
    case 'symlink':
      return String(fs.symlinkSync(one.from, at(one.to)));
    default: {
      const fd = descriptors.get(`${client} ${one.file}`) ?? -1;
      return onDescriptor(one.do, fd, client, told);
    }
  }
}

function onDescriptor(
  what: 'read' | 'write' | 'fstat' | 'ftruncate' | 'close',
  fd: number,
  client: number,
  told: (stats: fs.BigIntStats) => string,
): string {
  switch (what) {
    case 'read': {
      const buffer = Buffer.alloc(20);
      return buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, 20, 0));
    }
    case 'write':
      return String(fs.writeSync(fd, `by ${client}`, 1));
    case 'fstat':
      return told(fs.fstatSync(fd, { bigint: true }));
    case 'ftruncate':
      return String(fs.ftruncateSync(fd, 2));
    case 'close':
      return '';
  }
}

/** The tree as one can find it: names, what they stand for, contents. */
function treeOf(directory: string, inodes: ReadonlyMap<string, string>): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const stats = fs.lstatSync(join(directory, path), { bigint: true });
      const content = stats.isFile() ? fs.readFileSync(join(directory, path), 'utf8') : '';
      const inode = inodes.get(String(stats.ino)) ?? 'new';
      return `${path} ${inode} ${stats.mode} ${stats.nlink} ${Number(stats.mtimeMs) / 1000} ${content}`;
    });
}

function perform(actions: readonly Action[], order: readonly number[]): { done: Done[]; tree: string[] } {
  // The view is both clients', so that they mean the same by a number.
  const [directory, view] = [join(top, `p${places++}`), new KernelView()];
  fs.mkdirSync(directory);
  const clients = actions.map((_, index) => new Client(directory, index, view));
  const place = prepare(clients, directory);
  // The directories' own times are stamped when they change, and must not tell when they were made.
  for (const one of ['.', 'a', 'd', 'd/x', 'e', 'to-a', 'to-d']) fs.lutimesSync(join(directory, one), 1, 1);
  const done: Done[] = [];
  for (const index of order) {
    const [client, one] = [clients[index], actions[index]];
    if (client && one) done[index] = client.perform(() => carryOut(one, index, place));
  }
  const tree = treeOf(directory, place.inodes);
  for (const fd of place.descriptors.values()) fs.closeSync(fd);
  fs.rmSync(directory, { recursive: true });
  return { done, tree };
}

function depend(one: RawAccess, other: RawAccess): boolean {
  const same = JSON.stringify(one.resource) === JSON.stringify(other.resource);
  return same && !(one.mode === other.mode && one.mode !== 'write');
}

const accessesOf = (done: Done | undefined) => done?.entries.flatMap((entry) => entry.accesses) ?? [];

it('every access was announced by a key', () => {
  fc.assert(
    fc.property(action, (one) => {
      const [done] = perform([one], [0]).done;
      for (const { key } of accessesOf(done)) expect(done?.keys).toContain(key);
    }),
    { numRuns: RUNS },
  );
});

/** null: what the two touched made them dependent. `blind`: a kind of resource that is overlooked. */
function commute(one: Action, other: Action, blind: string | null): boolean | null {
  const first = perform([one, other], [0, 1]);
  const [mine, yours] = first.done.map((done) =>
    accessesOf(done).filter(({ resource }) => resource.type !== blind),
  );
  if (mine?.some((access) => yours?.some((touched) => depend(access, touched)))) return null;
  const second = perform([one, other], [1, 0]);
  const told = ({ done, tree }: typeof first) => JSON.stringify([done.map(({ outcome }) => outcome), tree]);
  return told(first) === told(second);
}

it('operations that share nothing commute', () => {
  let independent = 0;
  fc.assert(
    fc.property(action, action, (one, other) => {
      const same = commute(one, other, null);
      if (same !== null) independent += 1;
      expect(same).not.toBe(false);
    }),
    { numRuns: RUNS },
  );
  expect(independent).toBeGreaterThan(RUNS / 10);
});

const blindSpots: [string, Action, Action][] = [
  ['name', { do: 'exists', name: 'new' }, { do: 'mkdir', name: 'new' }],
  ['entries', { do: 'readdir', name: 'd' }, { do: 'unlink', name: 'd/x' }],
  ['inode', { do: 'read', file: 'a' }, { do: 'write', file: 'b' }],
];

it.each(blindSpots)('who overlooks every %s is found out', (blind, one, other) => {
  expect(commute(one, other, null)).toBe(null);
  expect(commute(one, other, blind)).toBe(false);
});
