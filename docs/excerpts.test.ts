// That an excerpt with one thing wrong in it is refused, and one that is shortened is not.
import { expect, test } from 'vitest';
import { firstUnlike, shownCommands } from './excerpts.js';

const output = 'Report\n a  1.5 ms  ✓ GO\n b  2.5 ms  ✗ NO-GO (all)\n\nDecision: ✓ GO\n';

test.each([
  [output, null],
  [' b  2.5 ms  ✗ NO-GO (all)\n\nDecision: ✓ GO', null],
  [' a  … ms  ✓ GO\n…\nDecision: ✓ GO', null],
  ['Report\n …\n\nDecision', 'Decision'],
  [' a  1.5 ms  ✓ GO\n\nDecision: ✓ GO', ''],
  ['…\nDecision: ✗ GO', 'Decision: ✗ GO'],
  ['Decision: ✓ GO\n…\nReport', 'Report'],
  [' a  1x5 ms  ✓ GO', ' a  1x5 ms  ✓ GO'],
  [' a  1.5 ms  ✓', ' a  1.5 ms  ✓'],
  ['1.5 ms  ✓ GO', '1.5 ms  ✓ GO'],
])('of %j the first line that is unlike the output is %j', (excerpt, unlike) => {
  expect(firstUnlike(excerpt, output)).toBe(unlike);
});

test('commands are taken with what they print', () => {
  const page = '```sh\na\nb --c\n```\n\nprose\n\n```js x.mjs\nd\n```\n\n```text\ne\n```\n\n```sh\nf\n```\n';
  expect(shownCommands(page)).toEqual([
    { command: 'a', excerpt: null },
    { command: 'b --c', excerpt: 'e\n' },
    { command: 'f', excerpt: null },
  ]);
});
