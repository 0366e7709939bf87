// Who reads when a file was changed is noticed, and so is a timer that waits beside other work. From then on the
// steps that depend on them are readings of the clock. Runs the built client.
import { expect, it } from 'vitest';
import { TIMERS_KEY, TIMES_KEY } from '../time-keys.js';
import { driveOnce, entriesOf, inlineStrategy } from './testing/driving.fixture.js';

const reads = { job: { do: 'read', reads: 1 } } as const;
const looked = (look: string, contended: string[]): Promise<boolean> =>
  driveOnce(
    {
      strategy: inlineStrategy(
        `return { read: async (path) => { save(path, {}, 1); ${look}; return null; } };`,
      ),
      script: { ...reads, contended },
    },
    (reports) => entriesOf(reports).some((entry) => entry.e === 'looked' && entry.key === TIMES_KEY),
  );
const time = '(await fs.promises.stat(path)).mtimeMs';
const others = 'fs.statSync(path).ino; fs.statSync(path).nlink; fs.statSync(path).isFile()';

it.each<[string, string, string[], boolean]>([
  ['a time', time, [], true],
  [
    'a time where the rest is contended and not watched',
    time,
    ['identity:tasks.yaml', 'links:tasks.yaml'],
    true,
  ],
  ['a time that is known to be read', time, [TIMES_KEY], false],
  ['anything else', others, [], false],
])('who reads %s', async (_, look, contended, isNews) => {
  expect(await looked(look, contended)).toBe(isNews);
});

it.each([
  [[], 0],
  [[TIMES_KEY], 4],
])('with %j contended changes read the clock %i times', (contended, times) => {
  const strategy = inlineStrategy(`return { read: async (path) => {
    fs.mkdirSync(path + '.d');
    save(path, {}, 1);
    fs.renameSync(path, path + '.old');
    fs.statSync(path + '.old').isFile();
    return null;
  } };`);
  return driveOnce({ strategy, script: { ...reads, contended } }, (reports) => {
    expect(entriesOf(reports).filter(({ e }) => e === 'clock-read')).toHaveLength(times);
  });
});

it.each([
  [[], 0, 1],
  [[TIMERS_KEY], 2, 0],
])(
  'a timer that waits beside two operations: with %j contended %i readings of the clock',
  (contended, readings, looks) => {
    const strategy = inlineStrategy(`return { read: async (path) => {
    save(path, {}, 1);
    const timer = setTimeout(() => {}, 500);
    fs.renameSync(path, path + '.old');
    fs.unlinkSync(path + '.old');
    clearTimeout(timer);
    fs.statSync('.');
    return null;
  } };`);
    return driveOnce({ strategy, script: { ...reads, contended } }, (reports) => {
      const entries = entriesOf(reports);
      const after = (label: string) =>
        entries[entries.findIndex((one) => one.e === 'operation' && one.label.startsWith(label)) + 1];
      expect([after('rename'), after('unlink')].filter((one) => one?.e === 'clock-read')).toHaveLength(
        readings,
      );
      expect(entries.filter((one) => one.e === 'looked' && one.key === TIMERS_KEY)).toHaveLength(looks);
    });
  },
);
