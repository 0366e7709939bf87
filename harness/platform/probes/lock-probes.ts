// Tries what a lock of each kind does in this directory: what it excludes, what releases it, and which other
// kinds it conflicts with. Each question is tried once, with two processes and a fresh file: it shows the
// rule, not rare races, and only for this mount.
import type { Observation } from '../../../results/facts/platform-probe.js';
import { type LockKind, lockKinds } from './lock-kinds.js';
import type { ProbeDirectory } from './probe-directory.js';

export interface LockProbe {
  id: string;
  title: string;
  /** All of them must be available. */
  kinds: readonly LockKind[];
  observe(workbench: ProbeDirectory): Promise<Observation>;
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
    probe('excludes-processes', 'does it exclude another process?', (workbench) =>
      acrossProcesses(workbench, kind, kind),
    ),
    probe('excludes-descriptors', 'does it exclude a second descriptor of the same process?', (workbench) =>
      withinProcess(workbench, kind, 'main'),
    ),
    probe('excludes-threads', 'does it exclude a descriptor that another thread opened?', (workbench) =>
      withinProcess(workbench, kind, 'worker'),
    ),
    probe('lost-on-close', 'is it lost when another descriptor of the file is closed?', (workbench) =>
      lostOnClose(workbench, kind),
    ),
    probe('freed-by-kill', 'is it freed when its holder is SIGKILLed?', (workbench) =>
      freedByKill(workbench, kind),
    ),
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
        observe: (workbench: ProbeDirectory) => acrossProcesses(workbench, held, asked),
      })),
  );
}

async function acrossProcesses(
  workbench: ProbeDirectory,
  held: LockKind,
  asked: LockKind,
): Promise<Observation> {
  const path = workbench.freshFile();
  await workbench.takeLock('first', await workbench.open('first', path), held);
  return excluded(await workbench.tryLock('second', await workbench.open('second', path), asked));
}

async function withinProcess(
  workbench: ProbeDirectory,
  kind: LockKind,
  thread: 'main' | 'worker',
): Promise<Observation> {
  const path = workbench.freshFile();
  await workbench.takeLock('first', await workbench.open('first', path), kind);
  return excluded(await workbench.tryLock('first', await workbench.open('first', path, thread), kind));
}

async function lostOnClose(workbench: ProbeDirectory, kind: LockKind): Promise<Observation> {
  const path = workbench.freshFile();
  await workbench.takeLock('first', await workbench.open('first', path), kind);
  const contender = await workbench.open('second', path);
  // Without this the probe could not tell a lock that was lost from one that never held.
  if ((await workbench.tryLock('second', contender, kind)) === 'got') {
    return { outcome: 'unknown', detail: 'It excludes nobody, so there is nothing to lose.' };
  }
  await workbench.close('first', await workbench.open('first', path));
  const after = await workbench.tryLock('second', contender, kind);
  return { outcome: after === 'got' ? 'yes' : 'no', detail: '' };
}

async function freedByKill(workbench: ProbeDirectory, kind: LockKind): Promise<Observation> {
  const path = workbench.freshFile();
  await workbench.takeLock('first', await workbench.open('first', path), kind);
  const contender = await workbench.open('second', path);
  if ((await workbench.tryLock('second', contender, kind)) === 'got') {
    return { outcome: 'unknown', detail: 'It excludes nobody, so there is nothing to free.' };
  }
  const { freedMs, answerMs } = workbench.limits;
  const holder = workbench.agent('first');
  const killedAt = performance.now();
  holder.kill();
  // The lock may outlive its holder by so long; the holder itself may take longer to go, on a busy machine.
  let goneMs: number | null = null;
  for (;;) {
    const isOver = goneMs === null ? answerMs : goneMs + freedMs;
    if (performance.now() - killedAt > isOver) break;
    if (holder.isGone) goneMs ??= performance.now() - killedAt;
    const answer = await workbench.tryLock('second', contender, kind);
    const passedMs = performance.now() - killedAt;
    if (answer === 'got')
      return { outcome: 'yes', detail: `Seen free ${passedMs.toFixed(1)} ms after the kill.` };
  }
  if (goneMs === null)
    return { outcome: 'unknown', detail: `Its holder was not gone ${answerMs} ms after the kill.` };
  return { outcome: 'no', detail: `Still held ${freedMs} ms after its holder was gone.` };
}

function excluded(answer: 'got' | 'busy'): Observation {
  return { outcome: answer === 'busy' ? 'yes' : 'no', detail: '' };
}
