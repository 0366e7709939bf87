// A nemesis capsule is read as hostile input: the good one passes, and each of these differs from it in one thing.
import { expect, it } from 'vitest';
import { parseAnyCapsule } from './any-capsule.js';

const good = {
  schemaVersion: 1,
  kind: 'nemesis',
  strategy: { id: 'lockfile', reference: 'lockfile' },
  plan: {
    seed: 1,
    writers: 3,
    writes: 2,
    readers: 0,
    realDeaths: true,
    events: [
      { do: 'pause', at: { on: 'commit', nth: 2 }, ms: 30_000 },
      { do: 'slow-syncs', client: 2, ms: 10 },
    ],
  },
  documentBytes: 300,
  outcome: 'client-error',
  sentence: 'Client 2 stood still for 30 s',
  lines: ['+   0.101 s  P2  stands still for 30 s'],
  environment: { platform: 'linux-x64', node: 'v20.0.0', holdfast: '0.1.0', fileSystem: 'ext4' },
} as const;

const read = (capsule: unknown) => parseAnyCapsule(JSON.stringify(capsule));
const withPlan = (changes: object) => ({ ...good, plan: { ...good.plan, ...changes } });

it('is read as it was written', () => expect(read(good)).toEqual(good));

it.each<[string, unknown, RegExp]>([
  ['an unknown field', { ...good, run: 'rm -rf /' }, /run/],
  [
    'an unknown deed',
    withPlan({ events: [{ do: 'reboot', at: { on: 'commit', nth: 1 } }] }),
    /plan\.events\.0/,
  ],
  ['a client that is not there', withPlan({ events: [{ do: 'slow-syncs', client: 3, ms: 1 }] }), /not there/],
  [
    'a step of a client that is not there',
    withPlan({ events: [{ do: 'kill', at: { on: 'step', nth: 1, client: 7 } }] }),
    /not there/,
  ],
  ['too many clients', withPlan({ writers: 8, readers: 1 }), /more than 8 clients/],
  ['a pause of days', withPlan({ events: [{ do: 'pause', at: { on: 'commit', nth: 1 }, ms: 1e9 }] }), /ms/],
  ['a document that fills the memory', { ...good, documentBytes: 1e12 }, /documentBytes/],
  ['more events than a plan has', withPlan({ events: Array(101).fill(good.plan.events[0]) }), /plan\.events/],
])('is refused with %s', (_, capsule, message) => expect(() => read(capsule)).toThrow(message));
