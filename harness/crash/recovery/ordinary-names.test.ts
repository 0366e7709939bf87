// Which names are litter, given what ordinary writes leave: lock files that are kept, generations by number, by
// random name, in directories of their own, and what piles up by design or by mistake.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.js';
import { ORDINARY_WRITES_MAX, OrdinaryNames } from './ordinary-names.js';

type Listings = string[][];
const after = (writes: number, names: (write: number) => string[]): Listings =>
  Array.from({ length: writes }, (_, write) => names(write + 1));
const manyAndFew = (names: (write: number) => string[]): Listings[] => [
  after(ORDINARY_WRITES_MAX, names),
  after(3, names),
];

const last = (kept: number) => (write: number) =>
  Array.from({ length: Math.min(kept, write) }, (_, back) => `tasks.yaml.${write - back}`);

const random = seededRandom(5);
const letters = (length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet[random.integer(0, alphabet.length - 1)]).join('');
const hex = (length: number) => letters(length, '0123456789abcdef');
const url = (length: number) =>
  letters(length, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-');

const cases: [string, Listings[], litter: string[], design: string[][]][] = [
  ['nothing is left', manyAndFew(() => []), ['tasks.yaml.tmp'], [[]]],
  [
    'a lock file that is kept',
    manyAndFew(() => ['tasks.yaml.lock']),
    ['tasks.yaml.tmp'],
    [['tasks.yaml.lock'], []],
  ],
  [
    'a log that comes and goes',
    manyAndFew((write) => (write % 2 === 0 ? ['tasks.yaml-wal'] : [])),
    ['tasks.yaml.tmp'],
    [['tasks.yaml-wal']],
  ],
  [
    'the last two generations',
    manyAndFew(last(2)),
    ['tasks.yaml.500'],
    [
      ['tasks.yaml.3', 'tasks.yaml.4'],
      ['tasks.yaml.105', 'tasks.yaml.106'],
    ],
  ],
  [
    'the last ten generations',
    manyAndFew(last(10)),
    ['tasks.yaml.30'],
    [Array.from({ length: 10 }, (_, index) => `tasks.yaml.${index + 20}`)],
  ],
  [
    'numbered temporary files are not numbered generations',
    manyAndFew(last(2)),
    ['tasks.yaml.tmp3', 'tasks.yaml.tmp'],
    [['tasks.yaml.3', 'tasks.yaml.4']],
  ],
  [
    'one generation with a random name',
    manyAndFew(() => [`tasks.yaml.${hex(12)}`]),
    ['tasks.yaml.tmp'],
    [[`tasks.yaml.${hex(12)}`], ['tasks.yaml.123456789012'], ['tasks.yaml.abcdefabcdef']],
  ],
  [
    'a random name with dashes in it',
    manyAndFew(() => [`.tasks.yaml.d/${url(21)}`]),
    ['.tasks.yaml.d/tmp'],
    [[`.tasks.yaml.d/${url(21)}`], ['.tasks.yaml.d/abc-def-ghi-jkl-mno-p']],
  ],
  [
    'a directory of its own, with a random name',
    manyAndFew(() => ['tasks.yaml.d', `tasks.yaml.d/${hex(8)}`, 'tasks.yaml.lock']),
    ['tasks.yaml.d/new', 'tasks.yaml.tmp'],
    [['tasks.yaml.d', `tasks.yaml.d/${hex(8)}`, 'tasks.yaml.lock']],
  ],
];

describe('by kind and number', () => {
  it.each(cases)('%s', (_, places, litter, design) => {
    const ordinary = new OrdinaryNames(places);
    for (const names of design) {
      expect(ordinary.surplus(names)).toEqual([]);
      expect(new Set(ordinary.surplus([...names, ...litter]))).toEqual(new Set(litter));
    }
  });

  it('one more with a random name is litter, whichever of them it is', () => {
    const ordinary = new OrdinaryNames(manyAndFew(() => [`tasks.yaml.${hex(12)}`]));
    expect(ordinary.surplus([`tasks.yaml.${hex(12)}`, `tasks.yaml.${hex(12)}`])).toHaveLength(1);
  });

  it('what every write leaves one more of has no number', () => {
    const ordinary = new OrdinaryNames(manyAndFew(last(1000)));
    expect(ordinary.surplus(last(40)(50))).toEqual([]);
    expect(ordinary.surplus(['tasks.yaml.tmp'])).toEqual(['tasks.yaml.tmp']);
    expect(ordinary.settledAfter).toBe(0);
  });

  it('says after how many writes there are as many as there ever are', () => {
    expect(new OrdinaryNames(manyAndFew(() => ['tasks.yaml.lock'])).settledAfter).toBe(0);
    expect(new OrdinaryNames(manyAndFew(last(2))).settledAfter).toBe(2);
    expect(new OrdinaryNames(manyAndFew(last(10))).settledAfter).toBe(10);
  });
});
