// The accesses of operations must be complete: everything that an operation accessed was among the keys
// before which the client stopped, and two operations that share nothing give the same results and the same
// tree in either order. Pairs are drawn at random and executed in both orders, in two identical directories.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installTap } from '../../../tap/patch/install.js';
import type { Tap } from '../../../tap/patch/tap.js';
import type { Entry, RawAccess } from '../../client-protocol.js';
import { ScheduleNames } from '../../names/schedule-names.js';
import { type GatedRun, StepGate } from '../step-gate.js';
import { type Action, type ActionFolder, action, carryOut } from '../testing/file-actions.js';
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
      note: (entry) => {
        if (entry.e === 'operation') this.#entries.push(entry);
        if (entry.e === 'looked') this.looked.push(entry.key);
      },
      worked: () => {},
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

function prepare(clients: readonly Client[], directory: string, looks: boolean): ActionFolder {
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

/** Who looks stops everywhere, and what is touched is told; who doesn't, nowhere. */
function perform(actions: readonly Action[], order: readonly number[], looks = true): Performed {
  // The view is both clients', so that they mean the same by a number.
  const [directory, view] = [join(top, `p${places++}`), new InodeCache()];
  fs.mkdirSync(directory);
  const contended = looks ? 'all' : new Set<string>();
  const clients = actions.map((_, index) => new Client(directory, index, view, contended));
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
function commute(one: Action, other: Action, blind: string | null, looks = true): boolean | null {
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

it.each([
  ['', true],
  [', and more do where nobody looks how many names a file has', false],
])('operations that share nothing commute%s', (_, looks) => {
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

it('links that nobody is known to look at are no matter between two, and a look is told', () => {
  const [one, other] = [{ do: 'fstat', file: 'a' } as const, { do: 'unlink', name: 'b' } as const];
  expect(commute(one, other, null)).toBe(null);
  expect(commute(one, other, null, false)).toBe(true);
  const client = new Client(top, 0, new InodeCache(), new Set());
  client.perform(() => {
    fs.writeFileSync(join(top, 'seen'), '');
    return String(fs.statSync(join(top, 'seen')).nlink + fs.statSync(join(top, 'seen')).size);
  });
  expect(client.looked).toEqual(['links:seen']);
});
