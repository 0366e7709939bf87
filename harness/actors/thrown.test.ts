// Whatever is thrown can be told; and who threw it is told by the first frame.
import { expect, test } from 'vitest';
import { observe } from '../document.js';
import { describeThrown, isThrownByUs } from './thrown.js';

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('nothing for you');
    },
  },
);

test.each<[unknown, string | null, string]>([
  [undefined, null, 'threw undefined'],
  ['text', null, 'threw text'],
  [Symbol('s'), null, 'threw Symbol(s)'],
  [Object.create(null), null, 'threw a non-error'],
  [hostile, null, 'threw a non-error'],
  [Object.assign(new Error('no room'), { code: 'ENOSPC' }), 'ENOSPC', 'no room'],
  [{ code: 7, message: 'odd' }, null, 'odd'],
  [{ code: 'Unknown system error -99999', message: 'odd' }, 'Unknown system error -99999', 'odd'],
])('%# is described', (thrown, code, message) => {
  expect(describeThrown(thrown)).toEqual({ code, message });
});

test.each([
  ['Error: x\n    at f (file:///p/dist/harness/run/execute-run.js:1:1)\n    at g (/p/mine.mjs:1:1)', true],
  ['Error: x\n    at f (/p/mine.mjs:1:1)\n    at g (/p/dist/harness/actors/case-context.js:1:1)', false],
  ['Error: x\n    at f (file:///p/dist/strategies/flock.js:1:1)', false],
  ['', false],
])('%j: by us %s', (stack, ours) => {
  expect(isThrownByUs(Object.assign(new Error('x'), { stack }))).toBe(ours);
});

test('a document that resists is no document of ours', () => {
  expect(observe(hostile)).toEqual({ rev: -1, token: null, intact: false });
  expect(observe({ rev: Number.POSITIVE_INFINITY }).rev).toBe(-1);
});

// The numbers are those of Linux.
test.runIf(process.platform === 'linux').each([
  [-116, 'ESTALE', 'ESTALE (the file was replaced or removed on the other side of the mount'],
  [-37, 'ENOLCK', 'ENOLCK (this mount has no locks'],
  [-122, 'EDQUOT', 'EDQUOT (the quota is used up)'],
])('an error that Node does not name has its name: %d', (errno, code, message) => {
  const node = `Unknown system error ${errno}`;
  const described = describeThrown(Object.assign(new Error(`${node}: ${node}, open 'x'`), { code: node }));
  expect(described.code).toBe(code);
  expect(described.message).toContain(message);
  expect(described.message).not.toContain('Unknown system error');
});
