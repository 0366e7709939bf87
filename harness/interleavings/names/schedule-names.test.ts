// Names of one schedule: the same for all clients, different for different words, and the same again in an
// execution whose fresh names are others.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ScheduleNames } from './schedule-names.js';

const fresh = [{ before: 'tasks.', after: '.tmp', characters: 'digits', lengthMin: 1 }] as const;
const namesOf = (client: number) =>
  new ScheduleNames({ client, identityText: (name) => name.replace('4711', 'P0'), fresh });

it('a fresh part is numbered by the client that names it first', () => {
  const names = namesOf(1);
  expect(names.of('tasks.17.tmp')).toBe('tasks.<1.0>.tmp');
  expect(names.of('d/tasks.18.tmp')).toBe('d/tasks.<1.1>.tmp');
  expect(names.of('tasks.17.tmp')).toBe('tasks.<1.0>.tmp');
  expect(names.of('a tasks.18.tmp → b')).toBe('a tasks.<1.1>.tmp → b');
  expect(names.of('tasks.yaml')).toBe('tasks.yaml');
});

it('the others are told, once', () => {
  const [one, other] = [namesOf(0), namesOf(1)];
  one.of('tasks.17.tmp');
  one.of('4711');
  const news = one.takeNews();
  expect(news).toEqual([['tasks.17.tmp', 'tasks.<0.0>.tmp']]);
  expect(one.takeNews()).toEqual([]);
  other.told(news);
  expect(other.of('tasks.17.tmp')).toBe('tasks.<0.0>.tmp');
  expect(other.takeNews()).toEqual([]);
  expect(other.of('tasks.18.tmp')).toBe('tasks.<1.0>.tmp');
});

/** Clients that name words in turn, each told of what the others named before. */
function namedInTurn(turns: readonly (readonly [client: number, word: string])[]): string[] {
  const clients = [namesOf(0), namesOf(1)];
  return turns.map(([client, word]) => {
    const name = clients[client]?.of(word) ?? '';
    const news = clients[client]?.takeNews() ?? [];
    for (const [number, other] of clients.entries()) if (number !== client) other.told(news);
    return name;
  });
}

it('one word has one name, two have two, and other numbers have the same names', () => {
  const number = fc.integer({ min: 0, max: 4 });
  const turn = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.constantFrom('tasks.', 'x.'), number);
  fc.assert(
    fc.property(fc.array(turn), fc.integer({ min: 1, max: 1000 }), (turns, offset) => {
      const words = turns.map(([, before, n]) => `${before}${n}.tmp`);
      const names = namedInTurn(turns.map(([client], index) => [client, words[index] ?? '']));
      for (const [index, name] of names.entries()) {
        for (const [other, otherName] of names.entries()) {
          expect(name === otherName).toBe(words[index] === words[other]);
        }
      }
      const renamed = turns.map(([client, before, n], index): [number, string] =>
        before === 'x.' ? [client, words[index] ?? ''] : [client, `tasks.${n + offset}.tmp`],
      );
      expect(namedInTurn(renamed)).toEqual(names);
    }),
  );
});
