// The violations of a search: one of each class, the smallest, counted, and the gravest first in whatever
// order they are found.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareClasses,
  type ViolationClass,
  violationClassSchema,
} from '../../../results/vocabulary/schedule.js';
import type { Execution } from '../program.js';
import { event } from '../testing/written-execution.js';
import { type JudgedViolation, type SeenExecution, violations } from './violations.js';

const all = violationClassSchema.options;
const EVERYWHERE = new Set(['content:a']);

function execution(steps: number): Execution {
  return {
    choices: [],
    steps: Array.from({ length: steps }, () => event(0, 'wake')),
    ending: { type: 'finished' },
    finalState: null,
  };
}

function seen(
  preemptions: number,
  steps: number,
  contended: SeenExecution['contended'] = EVERYWHERE,
): SeenExecution {
  return { execution: execution(steps), preemptions, contended, fresh: [] };
}

const judgement = (found: ViolationClass, sentence = ''): JudgedViolation => ({ class: found, sentence });

test.each<[ViolationClass, ViolationClass]>([
  ['lost-update', 'stale-read'],
  ['lost-update', 'client-error'],
  ['torn-read', 'stuck-lock'],
  ['stuck-lock', 'client-error'],
  ['committed-but-errored', 'client-error'],
  ['client-error', 'hang'],
  ['hang', 'death'],
])('%s is told before %s', (first, second) => {
  for (const [one, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const book = violations();
    book.add(judgement(one), seen(1, 5), 1);
    book.add(judgement(other), seen(0, 2), 2);
    expect(book.all.map(({ class: found }) => found)).toEqual([first, second]);
  }
});

test('in whatever order they come, each class is told once, and in the one order of gravity', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...all)), (classes) => {
      const book = violations();
      for (const [index, found] of classes.entries()) book.add(judgement(found), seen(1, 5), index + 1);
      expect(book.all.map(({ class: found }) => found)).toEqual(all.filter((one) => classes.includes(one)));
      for (const found of book.all) {
        expect(found.afterSchedules).toBe(classes.indexOf(found.class) + 1);
        expect(found.schedules).toBe(classes.filter((one) => one === found.class).length);
      }
      const pairs = book.all.slice(1).map((other, index) => [book.all[index], other] as const);
      for (const [one, other] of pairs) expect(one && compareClasses(one, other)).toBeLessThan(0);
    }),
  );
});

const fewer: SeenExecution['contended'] = new Set();
/** What comes second takes the place of the first or doesn't. */
const seconds: [string, 'add' | 'improve', SeenExecution, SeenExecution, boolean][] = [
  ['fewer preemptions', 'add', seen(2, 5), seen(1, 9), true],
  ['fewer steps', 'add', seen(1, 9), seen(1, 5), true],
  ['more preemptions', 'add', seen(1, 5), seen(2, 2), false],
  ['the same', 'add', seen(1, 5), seen(1, 5), false],
  ['more, where clients stopped elsewhere', 'add', seen(0, 5, fewer), seen(2, 9), true],
  ['fewer preemptions, uncounted', 'improve', seen(2, 5), seen(1, 9), true],
  ['fewer preemptions where clients stopped elsewhere', 'improve', seen(2, 5), seen(1, 5, fewer), false],
];

test.each(seconds)('%s: %s', (_, how, first, second, replaces) => {
  const book = violations();
  book.add(judgement('lost-update', 'first'), first, 3);
  if (how === 'add') book.add(judgement('lost-update', 'second'), second, 8);
  else book.improve(judgement('lost-update', 'second'), second);
  expect(book.of('lost-update')).toEqual({
    ...(replaces ? second : first),
    class: 'lost-update',
    sentence: replaces ? 'second' : 'first',
    afterSchedules: 3,
    schedules: how === 'add' ? 2 : 1,
  });
});

test.each(['improve', 'replace'] as const)('what was never seen, nobody can %s', (how) => {
  const book = violations();
  book[how](judgement('phantom'), seen(0, 1));
  expect(book.all).toEqual([]);
  expect(book.of('phantom')).toBeUndefined();
});
