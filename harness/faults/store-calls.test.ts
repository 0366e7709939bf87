// A store of a file that is refused when it is opened: each call tries again, and closing closes what is open.
import { expect, test } from 'vitest';
import type { Store } from '../../strategies/strategy.js';
import { foundBy, openedOrRefusing } from './store-calls.js';

test('each call opens again, until the file can be opened', async () => {
  const calls: string[] = [];
  const store: Store = {
    read: () => Promise.resolve(null),
    write: (next) => Promise.resolve(next),
    close: () => Promise.resolve(void calls.push('closed')),
  };
  let refusals = 2;
  const opened = await openedOrRefusing(() => {
    calls.push('opened');
    return refusals-- > 0 ? Promise.reject(new Error('it is spoiled')) : Promise.resolve(store);
  });
  await opened.close();
  expect(await foundBy(() => opened.read())).toMatchObject({ type: 'error', message: 'it is spoiled' });
  expect(await foundBy(() => opened.read())).toEqual({ type: 'absent' });
  expect(await foundBy(() => opened.read())).toEqual({ type: 'absent' });
  await opened.close();
  expect(calls).toEqual(['opened', 'opened', 'opened', 'closed']);
});
