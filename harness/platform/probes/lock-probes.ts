// What a lock of each kind really does in this directory: whom it excludes, what releases it, and which other
// kind it meets. Two processes and fresh files, one try per question: it shows the rule, not rare races, and
// only through this one mount.

import type { Observation } from '../../../results/facts/platform-probe.js';
import { type LockKind, lockKinds } from './lock-kinds.js';
import type { ProbeDirectory } from './probe-directory.js';

export interface LockProbe {
  id: string;
  title: string;
  /** All of them must be available. */
  kinds: readonly LockKind[];
  observe(bench: ProbeDirectory): Promise<Observation>;
}

export const lockProbes: readonly LockProbe[] = [...lockKinds.flatMap(probesOf), ...interplay()];

function probesOf(kind: LockKind): LockProbe[] {
  const probe = (id: string, title: string, observe: LockProbe['observe']): LockProbe => ({
    id: `${kind}-${id}`,
    title: `${kind}: ${title}`,
    kinds: [kind],
    observe,
  });
  return [
    probe('excludes-processes', 'does it exclude another process?', (bench) =>
      acrossProcesses(bench, kind, kind),
    ),
    probe('excludes-descriptors', 'does it exclude a second descriptor of the same process?', (bench) =>
      withinProcess(bench, kind, 'main'),
    ),
    probe('excludes-threads', 'does it exclude a descriptor that another thread opened?', (bench) =>
      withinProcess(bench, kind, 'worker'),
    ),
    probe('lost-on-close', 'is it lost when another descriptor of the file is closed?', (bench) =>
      lostOnClose(bench, kind),
    ),
    probe('freed-by-kill', 'is it freed when its holder is SIGKILLed?', (bench) => freedByKill(bench, kind)),
  ];
}

function interplay(): LockProbe[] {
  return lockKinds.flatMap((held) =>
    lockKinds
      .filter((asked) => asked !== held)
      .map((asked) => ({
        id: `${held}-blocks-${asked}`,
        title: `${held}: does it keep ${asked} of another process out?`,
        kinds: [held, asked],
        observe: (bench: ProbeDirectory) => acrossProcesses(bench, held, asked),
      })),
  );
}

async function acrossProcesses(bench: ProbeDirectory, held: LockKind, asked: LockKind): Promise<Observation> {
  const path = bench.freshFile();
  await bench.takeLock('first', await bench.open('first', path), held);
  return excluded(await bench.tryLock('second', await bench.open('second', path), asked));
}

async function withinProcess(
  bench: ProbeDirectory,
  kind: LockKind,
  thread: 'main' | 'worker',
): Promise<Observation> {
  const path = bench.freshFile();
  await bench.takeLock('first', await bench.open('first', path), kind);
  return excluded(await bench.tryLock('first', await bench.open('first', path, thread), kind));
}

async function lostOnClose(bench: ProbeDirectory, kind: LockKind): Promise<Observation> {
  const path = bench.freshFile();
  await bench.takeLock('first', await bench.open('first', path), kind);
  const contender = await bench.open('second', path);
  // Without this the probe could not tell a lock that was lost from one that never held.
  if ((await bench.tryLock('second', contender, kind)) === 'got') {
    return { outcome: 'unknown', detail: 'It excludes nobody, so there is nothing to lose.' };
  }
  await bench.close('first', await bench.open('first', path));
  const after = await bench.tryLock('second', contender, kind);
  return { outcome: after === 'got' ? 'yes' : 'no', detail: '' };
}

async function freedByKill(bench: ProbeDirectory, kind: LockKind): Promise<Observation> {
  const path = bench.freshFile();
  await bench.takeLock('first', await bench.open('first', path), kind);
  const contender = await bench.open('second', path);
  if ((await bench.tryLock('second', contender, kind)) === 'got') {
    return { outcome: 'unknown', detail: 'It excludes nobody, so there is nothing to free.' };
  }
  const { freedMs } = bench.limits;
  const holder = bench.agent('first');
  const killedAt = performance.now();
  holder.kill();
  while (performance.now() - killedAt < freedMs) {
    const answer = await bench.tryLock('second', contender, kind);
    const passedMs = performance.now() - killedAt;
    if (answer === 'got')
      return { outcome: 'yes', detail: `Seen free ${passedMs.toFixed(1)} ms after the kill.` };
  }
  // On a crowded machine the dying may not have had its turn yet.
  if (!holder.isGone)
    return { outcome: 'unknown', detail: `Its holder was not gone ${freedMs} ms after the kill.` };
  return { outcome: 'no', detail: `Still held ${freedMs} ms after the kill.` };
}

function excluded(answer: 'got' | 'busy'): Observation {
  return { outcome: answer === 'busy' ? 'yes' : 'no', detail: '' };
}
