// Which work counts as real, when waiting for it ends, and that a dead run is not waited for without limit.
// The clock is a number here.
import { describe, expect, it } from 'vitest';
import { originalSetImmediate } from '../../../tap/patch/original-fs.js';
import type { Activity } from './idleness.js';
import { RealWork } from './real-work.js';

const SECOND_NS = 1_000_000_000n;

const idle: Activity = { type: 'idle' };
const immediates: Activity = { type: 'immediates' };
const request: Activity = { type: 'waiting', resources: ['FSReqCallback'], never: false };
const watcher: Activity = { type: 'waiting', resources: ['FSEventWrap', 'FSReqCallback'], never: true };

const NOTHING = { type: 'none' };
const PATIENT = { type: 'waiting', hopeless: null };

/** One thread: what is to be seen there can be changed, and time passes only when the test says so. */
function thread() {
  const seen = { activity: idle, traffic: { underWay: 0 }, atNs: 7n };
  const work = () =>
    new RealWork({
      idleness: { look: () => seen.activity },
      traffic: seen.traffic,
      nowNs: () => seen.atNs,
    });
  return { seen, work };
}

it.each<[string, Activity, number, object]>([
  ['nothing', idle, 0, NOTHING],
  ['more of the event loop', immediates, 0, { type: 'immediates' }],
  ['a request', request, 0, PATIENT],
  ['a lock, whatever else there is', immediates, 1, PATIENT],
  ['a lock alone', idle, 2, PATIENT],
  ['what never ends by itself', watcher, 0, { type: 'waiting', hopeless: 'FSEventWrap, FSReqCallback' }],
])('%s is seen', (_, activity, underWay, state) => {
  const { seen, work } = thread();
  seen.activity = activity;
  seen.traffic.underWay = underWay;
  const real = work();
  expect(real.look()).toEqual(state);
  expect(real.isLocking).toBe(underWay > 0);
});

describe('patience', () => {
  it.each<[string, Activity, number, string]>([
    ['a request', request, 0, 'FSReqCallback'],
    ['a lock', idle, 1, 'a lock'],
  ])('ends after twenty seconds of %s', (_, activity, underWay, hopeless) => {
    const { seen, work } = thread();
    seen.activity = activity;
    seen.traffic.underWay = underWay;
    const real = work();
    expect(real.look()).toEqual(PATIENT);
    for (let tenths = 0; tenths < 200; tenths += 1) {
      seen.atNs += SECOND_NS / 10n;
      expect(real.look()).toEqual(PATIENT);
    }
    seen.atNs += 1n;
    expect(real.look()).toEqual({ type: 'waiting', hopeless });
    expect(work().look(), 'the next script has its own').toEqual(PATIENT);
  });

  it('counts a look that comes late as a short one: the process was stopped', () => {
    const { seen, work } = thread();
    seen.activity = request;
    const real = work();
    for (let times = 0; times < 20; times += 1) {
      expect(real.look()).toEqual(PATIENT);
      seen.atNs += 20n * SECOND_NS;
    }
  });

  it.each([idle, immediates])('begins anew when there was nothing but $type in between', (between) => {
    const { seen, work } = thread();
    const real = work();
    for (let times = 0; times < 4; times += 1) {
      seen.activity = request;
      expect(real.look()).toEqual(PATIENT);
      for (let tenths = 0; tenths < 120; tenths += 1) {
        seen.atNs += SECOND_NS / 10n;
        expect(real.look()).toEqual(PATIENT);
      }
      seen.activity = between;
      real.look();
    }
  });
});

describe('the last locks', () => {
  it('are waited for', async () => {
    const { seen, work } = thread();
    seen.traffic.underWay = 2;
    const end = () => {
      seen.traffic.underWay -= 1;
      if (seen.traffic.underWay > 0) originalSetImmediate(end);
    };
    originalSetImmediate(() => originalSetImmediate(end));
    let ended = false;
    const waiting = work()
      .lastLocks()
      .then(() => {
        ended = true;
        return seen.traffic.underWay;
      });
    await Promise.resolve();
    expect(ended).toBe(false);
    expect(await waiting).toBe(0);
  });

  it('of the dead are given up after a second, and forgotten', async () => {
    const { seen, work } = thread();
    seen.traffic.underWay = 1;
    const passing = () => {
      seen.atNs += SECOND_NS / 10n;
      if (seen.atNs < 3n * SECOND_NS) originalSetImmediate(passing);
    };
    originalSetImmediate(passing);
    await work().lastLocks();
    expect([seen.traffic.underWay, seen.atNs]).toEqual([0, SECOND_NS + 7n]);
  });
});
