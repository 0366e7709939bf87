// The accesses of operations must be complete: everything that an operation accessed was among the keys
// before which the client stopped, and two operations that share nothing give the same results and the same
// tree in either order. Pairs are drawn at random and executed in both orders, in two identical directories.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installTap } from '../../../tap/patch/install.js';
import type { Tap } from '../../../tap/patch/tap.js';
import type { Entry, RawAccess } from '../../client-protocol.js';
import { ScheduleNames } from '../../names/schedule-names.js';
import { type GatedRun, StepGate } from '../step-gate.js';
import {
  type Action,
  type ActionFolder,
  action,
  carryOut,
  type Looks,
  NAMES,
} from '../testing/file-actions.js';
import { identityKey } from './contention-keys.js';
import { InodeCache } from './inode-cache.js';
import { SchedulePaths } from './schedule-paths.js';

const RUNS = 200;

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
  /** What it has looked at though nobody was known to. */
  readonly looked: string[] = [];
  readonly #run: GatedRun;
  readonly #gate = new StepGate();
  #entries: Done['entries'] = [];
  #keys: string[] = [];

  constructor(directory: string, client: number, view: InodeCache, contended: GatedRun['contended']) {
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
      paths: new SchedulePaths(
        directory,
        new ScheduleNames({ client, identityText: (name) => name, fresh: [] }),
      ),
      view,
      contended,
      wallMs: 1_900_000_000_000,
      timers: { waiting: [] },
      note: (entry) => {
        if (entry.e === 'operation') this.#entries.push(entry);
        if (entry.e === 'looked') this.looked.push(entry.key);
      },
      worked: () => {},
      sleepNow: () => {},
      stop: (_, keys) => void this.#keys.push(...keys),
      die: () => expect.fail('nobody dies'),
      distrust: (reason) => expect.fail(reason),
      keepOpen: () => {},
      others: { askedFor: () => null, isDead: () => false },
      changedElsewhere: () => {},
    };
    this.#gate.attach(this.#run);
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

function prepare(clients: readonly Client[], directory: string, looks: Looks): ActionFolder {
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
  return { directory, descriptors, inodes, looks };
}

function inodeOf(path: string): string {
  return String(fs.lstatSync(path, { bigint: true }).ino);
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

interface Performed {
  done: Done[];
  tree: string[];
  looked: string[];
}

/** What is known to be read; who reads everything stops everywhere. */
const known: Record<Looks, GatedRun['contended']> = {
  'at everything': 'all',
  'not at the number of links': new Set(NAMES.map(identityKey)),
  'at the kind only': new Set(),
};

function perform(
  actions: readonly Action[],
  order: readonly number[],
  looks: Looks = 'at everything',
): Performed {
  // The view is both clients', so that they mean the same by a number.
  const [directory, view] = [join(top, `p${places++}`), new InodeCache()];
  fs.mkdirSync(directory);
  const clients = actions.map((_, index) => new Client(directory, index, view, known[looks]));
  const place = prepare(clients, directory, looks);
  // The directories' own times are stamped when they change, and must not tell when they were made.
  for (const one of ['.', 'a', 'd', 'd/x', 'e', 'to-a', 'to-d']) fs.lutimesSync(join(directory, one), 1, 1);
  const done: Done[] = [];
  for (const index of order) {
    const [client, one] = [clients[index], actions[index]];
    if (client && one) done[index] = client.perform(() => carryOut(one, index, place, tap));
  }
  const tree = treeOf(directory, place.inodes);
  for (const fd of place.descriptors.values()) fs.closeSync(fd);
  fs.rmSync(directory, { recursive: true });
  return { done, tree, looked: clients.flatMap(({ looked }) => looked) };
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
function commute(one: Action, other: Action, blind: string | null, looks?: Looks): boolean | null {
  const first = perform([one, other], [0, 1], looks);
  const [mine, yours] = first.done.map((done) =>
    accessesOf(done).filter(({ resource }) => resource.type !== blind),
  );
  if (mine?.some((access) => yours?.some((touched) => depend(access, touched)))) return null;
  const second = perform([one, other], [1, 0], looks);
  const told = ({ done, tree }: typeof first) => JSON.stringify([done.map(({ outcome }) => outcome), tree]);
  expect([first.looked, second.looked]).toEqual([[], []]);
  return told(first) === told(second);
}

it.each(Object.keys(known) as Looks[])(
  'operations that share nothing commute where clients look %s',
  (looks) => {
    let independent = 0;
    fc.assert(
      fc.property(action, action, (one, other) => {
        const same = commute(one, other, null, looks);
        if (same !== null) independent += 1;
        expect(same).not.toBe(false);
      }),
      { numRuns: RUNS },
    );
    expect(independent).toBeGreaterThan(RUNS / 10);
  },
);

const blindSpots: [string, Action, Action][] = [
  ['name', { do: 'open', name: 'new', flags: 'r' }, { do: 'mkdir', name: 'new' }],
  ['kind', { do: 'exists', name: 'new' }, { do: 'mkdir', name: 'new' }],
  ['entries', { do: 'readdir', name: 'd' }, { do: 'unlink', name: 'd/x' }],
  ['inode', { do: 'read', file: 'a' }, { do: 'write', file: 'b' }],
];

it.each(blindSpots)('who overlooks every %s is found out', (blind, one, other) => {
  expect(commute(one, other, null)).toBe(null);
  expect(commute(one, other, blind)).toBe(false);
});

it.each<[Action]>([[{ do: 'rename', from: 'd/x', to: 'a' }], [{ do: 'unlink', name: 'd/x' }]])(
  'a directory is replaced only when it is empty, which %j decides',
  (other) => {
    const replacing: Action = { do: 'rename', from: 'e', to: 'd' };
    expect(commute(replacing, other, null)).toBe(null);
    expect(commute(replacing, other, 'entries')).toBe(false);
  },
);

it('links that nobody is known to look at are no matter between two, and a look is told', () => {
  const [one, other] = [{ do: 'fstat', file: 'a' } as const, { do: 'unlink', name: 'b' } as const];
  expect(commute(one, other, null)).toBe(null);
  expect(commute(one, other, null, 'not at the number of links')).toBe(true);
  const client = new Client(top, 0, new InodeCache(), new Set([identityKey('seen')]));
  client.perform(() => {
    fs.writeFileSync(join(top, 'seen'), '');
    return String(fs.statSync(join(top, 'seen')).nlink + fs.statSync(join(top, 'seen')).size);
  });
  expect(client.looked).toEqual(['links:seen']);
});

describe('the kind of a file', () => {
  it.each<[Action, Action, boolean | null]>([
    [{ do: 'lstat', name: 'a' }, { do: 'rename', from: 'd/x', to: 'a' }, true],
    [{ do: 'stat', name: 'a' }, { do: 'rename', from: 'd/x', to: 'a' }, true],
    [{ do: 'stat', name: 'to-a' }, { do: 'rename', from: 'd/x', to: 'a' }, null],
    [{ do: 'lstat', name: 'a' }, { do: 'rename', from: 'to-a', to: 'a' }, null],
    [{ do: 'lstat', name: 'a' }, { do: 'rename', from: 'a', to: 'new' }, null],
    [{ do: 'lstat', name: 'a' }, { do: 'open', name: 'a', flags: 'w' }, true],
    [{ do: 'lstat', name: 'a' }, { do: 'unlink', name: 'a' }, null],
    [{ do: 'lstat', name: 'new' }, { do: 'unlink', name: 'a' }, true],
    [{ do: 'lstat', name: 'new' }, { do: 'open', name: 'new', flags: 'a' }, null],
    [{ do: 'exists', name: 'a' }, { do: 'rename', from: 'd/x', to: 'a' }, true],
    [{ do: 'mkdirs', name: 'd' }, { do: 'rename', from: 'e', to: 'd' }, true],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(commute(one, other, null, 'at the kind only')).toBe(expected);
  });

  it('a look at more of a stat is told, with the name that was asked for', () => {
    const client = new Client(top, 0, new InodeCache(), new Set());
    client.perform(() => {
      fs.writeFileSync(join(top, 'read'), '');
      fs.writeFileSync(join(top, 'asked'), '');
      const [read, asked] = [fs.lstatSync(join(top, 'read')), fs.lstatSync(join(top, 'asked'))];
      return `${asked.isFile()} ${read.ino} ${read.mode}`;
    });
    expect(client.looked).toEqual(['identity:read']);
  });
});
