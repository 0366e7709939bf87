// Whether a host waits for the round that it asked for, whichever comes first.
import { expect, it } from 'vitest';
import { ReadyRounds } from './ready-rounds.js';

it('resolves each round when it was said so often, asked before or after', async () => {
  const rounds = new ReadyRounds();
  const ready: number[] = [];
  const wait = (round: number) => rounds.for(round).then(() => ready.push(round));
  const waits = [wait(1), wait(0)];
  rounds.say();
  await waits[1];
  await new Promise(setImmediate);
  expect(ready).toEqual([0]);
  rounds.say();
  rounds.say();
  await Promise.all([...waits, wait(2)]);
  expect(ready).toEqual([0, 1, 2]);
});
