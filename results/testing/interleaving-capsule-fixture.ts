// A capsule of a lock protocol, by hand: two writers, one of which is preempted between its unlock and its
// unlink.
import type { InterleavingCapsule } from '../capsules/interleaving-capsule.js';

export function writtenInterleavingCapsule(changes: Partial<InterleavingCapsule> = {}): InterleavingCapsule {
  return {
    schemaVersion: 1,
    kind: 'interleaving',
    strategy: { id: 'm03', reference: 'm03' },
    scope: 'processes',
    variant: 'plain',
    writers: 2,
    writes: 2,
    readers: 0,
    documentBytes: 400,
    seed: 7,
    leftovers: null,
    contended: ['name:tasks.lock', 'lock:tasks.lock', 'content:tasks.yaml'],
    choices: [
      { do: 'run', client: 0 },
      { do: 'run', client: 1 },
      { do: 'run', client: 0 },
    ],
    outcome: 'lost-update',
    preemptions: 2,
    sentence: 'Client 0 and client 1 both held the lock tasks.lock, on inodes A and B',
    lanes: [
      { client: 0, text: 'unlock flock tasks.lock A', preempted: null },
      { client: 1, text: 'open tasks.lock A', preempted: 0 },
      { client: 0, text: 'unlink tasks.lock A', preempted: 1 },
    ],
    environment: { platform: 'linux-x64', node: 'v20.20.0', holdfast: '0.1.0', fileSystem: 'ext4' },
    ...changes,
  };
}
