import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessMode, Step } from '../../../results/vocabulary/schedule.js';
import { conflictsOf, modesCommute } from './dependence.js';
import { open, read, rename, stat, tryLock, unlink, unlock, write } from './testing/file-toys.js';
import { operationOf, randomInstruction } from './testing/random-toys.js';
import type { ToyOperation, ToyState, ToyValue } from './testing/toy-program.js';

const modes: AccessMode[] = ['read', 'change', 'write'];

test.each(modes.flatMap((one) => modes.map((other) => [one, other] as const)))(
  '%s and %s of one resource',
  (one, other) => {
    const commute = one === other && one !== 'write';
    expect(modesCommute(one, other)).toBe(commute);
  },
);

type Table = (one: AccessMode, other: AccessMode) => boolean;

interface Performed {
  value: ToyValue;
  step: Step;
}

function perform(state: ToyState, operation: ToyOperation, client: number): Performed {
  const { value, accesses } = operation.perform(state, client);
  const keys = accesses.map(({ key }) => key);
  return { value, step: { client, kind: 'operation', label: '', accesses, keys, decided: true } };
}

/** Whether the table calls two operations independent here that are not. */
function isRefuted(
  start: readonly (readonly [string, ToyValue])[],
  operations: [ToyOperation, ToyOperation],
  table: Table,
): boolean {
  const [forth, back] = [new Map(start), new Map(start)];
  const first = [perform(forth, operations[0], 0), perform(forth, operations[1], 1)] as const;
  const late = perform(back, operations[1], 1);
  const second = [perform(back, operations[0], 0), late] as const;
  const dependent = first[0].step.accesses.some((one) =>
    first[1].step.accesses.some((other) => one.resource === other.resource && !table(one.mode, other.mode)),
  );
  if (dependent) return false;
  const told = (state: ToyState, done: readonly [Performed, Performed]): string =>
    JSON.stringify([
      [...state].sort(([one], [other]) => (one < other ? -1 : 1)),
      done.map(({ value, step }) => [value, step.accesses]),
    ]);
  return told(forth, first) !== told(back, second);
}

const path = fc.constantFrom('a', 'b');
const id = fc.constantFrom('i.0', 'i.1');
const descriptor = fc.record({ id, path });
const fileOperation = fc.oneof(
  path.map(open),
  path.map(stat),
  path.map(unlink),
  fc
    .tuple(path, path)
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => rename(from, to)),
  descriptor.map(read),
  descriptor.map((one) => write(one, 7)),
  descriptor.map(tryLock),
  descriptor.map(unlock),
);
const files = fc
  .record({
    'name:a': fc.option(id),
    'name:b': fc.option(id),
    'data:i.0': fc.option(fc.integer({ min: 0, max: 1 })),
    'lock:i.0': fc.option(fc.constantFrom(0, 1)),
  })
  .map((state) => Object.entries(state).filter(([, value]) => value !== null));

const toyOperation = fc
  .tuple(randomInstruction({ timed: false }), fc.integer({ min: 0, max: 1 }))
  .map(([instruction, last]) => operationOf(instruction, last))
  .filter((operation) => operation !== null);
const cells = fc.dictionary(fc.constantFrom('x', 'y', 's/1', 'lock:l'), fc.integer({ min: 0, max: 1 }));

const worlds: Record<string, fc.Arbitrary<[[string, ToyValue][], [ToyOperation, ToyOperation]]>> = {
  files: fc.tuple(files, fc.tuple(fileOperation, fileOperation)),
  cells: fc.tuple(cells.map(Object.entries), fc.tuple(toyOperation, toyOperation)),
};

describe.each(Object.keys(worlds))('on %s', (runtime) => {
  const cases = worlds[runtime] ?? fc.constant(null).map(() => expect.fail());

  test('swapping independent neighbours changes nothing', () => {
    fc.assert(
      fc.property(cases, ([start, pair]) => !isRefuted(start, pair, modesCommute)),
      { numRuns: 5000 },
    );
  });

  const broken: Record<string, Table> = {
    'writes commute': (one, other) => one === other,
    'reads commute with writes': (one, other) => one === 'read' || other === 'read',
  };
  test.each(Object.keys(broken))('a table by which %s is refuted', (name) => {
    const table = broken[name] ?? modesCommute;
    const refuted = fc.check(
      fc.property(cases, ([start, pair]) => !isRefuted(start, pair, table)),
      { numRuns: 20_000, seed: 1, endOnFailure: true },
    );
    expect(refuted.failed).toBe(true);
  });
});

test('conflicts are told by resource', () => {
  const step = (client: number, accesses: Step['accesses']): Step => ({
    client,
    kind: 'operation',
    label: '',
    accesses,
    keys: accesses.map(({ resource }) => resource),
    decided: true,
  });
  const unlinking = step(0, [
    { resource: 'name:a', mode: 'write' },
    { resource: 'entries:.', mode: 'change' },
  ]);
  const opening = step(1, [{ resource: 'name:a', mode: 'read' }]);
  const creating = step(1, [
    { resource: 'name:b', mode: 'write' },
    { resource: 'entries:.', mode: 'change' },
  ]);
  expect(conflictsOf(unlinking, opening)).toEqual(['name:a']);
  expect(conflictsOf(unlinking, creating)).toEqual([]);
});
