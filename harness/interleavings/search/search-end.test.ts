// When a search has found enough: a violation that damages data ends it at once, a client-error only when
// everything with as many preemptions was tried too, because the same number may be enough for worse; and the
// gravest comes first. Two clients write the same register twice each, and a table says what is wrong with
// each of the six orders in which they can do that.
import { describe, expect, test } from 'vitest';
import type { ViolationClass } from '../../../results/vocabulary/schedule.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import type { Execution } from '../program.js';
import { type SearchResult, search } from './search.js';
import { type ToyOperation, type ToyThread, toyProgram } from './testing/toy-program.js';

/**
 * Clients in the order of their writes; `0011` and `1100` need no preemption, `0110` and `1001` one, the
 * others two.
 */
type Order = '0011' | '1100' | '0110' | '1001' | '0101' | '1010';
type Wrong = Partial<Record<Order, ViolationClass[]>>;

const write: ToyOperation = {
  label: 'write',
  keys: ['content:register'],
  perform: () => ({
    value: null,
    accesses: [{ resource: 'inode:register', mode: 'write', key: 'content:register' }],
  }),
};
const twice: ToyThread = function* run() {
  yield write;
  yield write;
};

const dfs: InterleavingPlan = {
  variant: 'plain',
  writers: 2,
  writes: 2,
  readers: 0,
  search: 'dfs',
  preemptions: 2,
  schedulesMax: 1000,
  msMax: 1e9,
  findAll: false,
};

function orderOf({ steps }: Execution): string {
  return steps.map(({ client }) => client).join('');
}

async function searched(wrong: Wrong, plan: InterleavingPlan): Promise<SearchResult> {
  const wrongs = new Map<string, ViolationClass[]>(Object.entries(wrong));
  return await search(toyProgram([twice, twice]), plan, {
    seed: 1,
    nowMs: () => 0,
    judge: (execution) =>
      (wrongs.get(orderOf(execution)) ?? []).map((found) => ({
        class: found,
        sentence: `${found} in ${orderOf(execution)}`,
      })),
  });
}

interface Row {
  wrong: Wrong;
  completeTo: number | null;
  /** In the order in which they are told. */
  told: [ViolationClass, Order][];
}

const rows: Record<string, Row> = {
  'nothing: all bounds are tried': { wrong: {}, completeTo: 2, told: [] },
  'a client-error: worse with as many preemptions is found, and told first': {
    wrong: { '0011': ['client-error'], '1100': ['lost-update'] },
    completeTo: null,
    told: [
      ['lost-update', '1100'],
      ['client-error', '0011'],
    ],
  },
  'so with one preemption': {
    wrong: { '0110': ['client-error'], '1001': ['stuck-lock'] },
    completeTo: 0,
    told: [
      ['stuck-lock', '1001'],
      ['client-error', '0110'],
    ],
  },
  'a client-error: what takes more preemptions is not looked for': {
    wrong: { '1100': ['client-error'], '0110': ['lost-update'], '0101': ['torn-read'] },
    completeTo: 0,
    told: [['client-error', '1100']],
  },
  'a client-error with one preemption: what takes two is not looked for': {
    wrong: { '0110': ['client-error'], '0101': ['lost-update'], '1010': ['lost-update'] },
    completeTo: 1,
    told: [['client-error', '0110']],
  },
  'what harms data ends the search before a client-error of the same bound': {
    wrong: { '0011': ['lost-update'], '1100': ['client-error'] },
    completeTo: null,
    told: [['lost-update', '0011']],
  },
  'so does a hang': {
    wrong: { '0011': ['hang'], '1100': ['lost-update'] },
    completeTo: null,
    told: [['hang', '0011']],
  },
  'a client-error beside something worse, in one order, is told after it': {
    wrong: { '0011': ['client-error', 'stuck-lock', 'duplicate-rev'], '1100': ['lost-update'] },
    completeTo: null,
    told: [
      ['duplicate-rev', '0011'],
      ['stuck-lock', '0011'],
      ['client-error', '0011'],
    ],
  },
};

const toldOf = ({ violations }: SearchResult) =>
  violations.map(({ class: found, execution }) => [found, orderOf(execution)]);

describe('depth first', () => {
  test.each(Object.entries(rows))('%s', async (_, { wrong, completeTo, told }) => {
    const found = await searched(wrong, dfs);
    expect(found.distrust).toBeNull();
    expect(toldOf(found)).toEqual(told);
    expect(found.coverage.completeTo).toBe(completeTo);
  });

  test('with findAll nothing ends it but its bound, and the gravest is told first still', async () => {
    const wrong: Wrong = {
      '0011': ['death', 'client-error'],
      '0110': ['stuck-lock'],
      '1010': ['lost-update'],
    };
    const found = await searched(wrong, { ...dfs, findAll: true });
    expect(found.coverage.completeTo).toBe(2);
    expect(toldOf(found)).toEqual([
      ['lost-update', '1010'],
      ['stuck-lock', '0110'],
      ['client-error', '0011'],
      ['death', '0011'],
    ]);
  });
});

test.each(['pct', 'walk'] as const)('%s knows no bound within which to go on', async (way) => {
  const everywhere: Wrong = Object.fromEntries(
    ['0011', '1100', '0110', '1001', '0101', '1010'].map((order) => [order, ['client-error']]),
  );
  const [first, all] = [
    await searched(everywhere, { ...dfs, search: way, schedulesMax: 100 }),
    await searched(everywhere, { ...dfs, search: way, schedulesMax: 100, findAll: true }),
  ];
  expect([first, all].map(({ violations }) => violations.map(({ class: found }) => found))).toEqual([
    ['client-error'],
    ['client-error'],
  ]);
  expect(first.violations[0]?.schedules).toBe(1);
  expect(all.schedules + all.cut).toBe(100);
});
