// Replays a capsule: applies its trace up to the crash, checks that the model permits the disk, judges the
// disk by its bytes, lets the real strategy recover from it, and compares the outcome with the recorded one.
// Needs nothing but the capsule, so it runs anywhere; the explanation is derived again, not copied.
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import type {
  CrashReplay,
  DiskRow,
  ReadOutcome,
  RecoveryOutcome,
  StrategyRecovery,
} from '../../../results/verdicts/crash-replay.js';
import type { CrashWindow, FailureKind } from '../../../results/vocabulary/persistence.js';
import type { Recovery } from '../children/child-protocol.js';
import type { CrashStates } from '../states/collect-states.js';
import { type DiskImage, imageOfTree } from '../states/disk-image.js';
import { describeWindow } from '../trace/attempts.js';
import { CrashTraceError } from '../trace/crash-trace-error.js';
import { InodeTree } from '../trace/inode-tree.js';
import { slotAt } from '../trace/namespace.js';
import { type Timeline, timelineOf } from '../trace/timeline.js';
import { judgeRecovered } from '../verdict/document-oracle.js';
import { explainCrash } from '../verdict/explain-crash.js';
import {
  type Expectation,
  failuresOfRecovery,
  identityRead,
  namesBesideBefore,
  saysNothing,
} from '../verdict/judge-recovery.js';
import { documentsOf } from './documents-of-trace.js';
import { verdictOf } from './outcome.js';
import { checkPermission, lossKey, type Permission } from './permitted.js';
import type { CapsuleRecovery } from './recover-from-capsule.js';

/** Why the strategy does not recover, or what came of it. */
export type ReplayInputs = { type: 'not-asked'; reason: string } | CapsuleRecovery;

/**
 * `recover` lets the real strategy recover, or says why not. Throws CrashTraceError for a trace that can't be.
 */
export async function replayCrash(
  capsule: Capsule,
  recover: () => Promise<ReplayInputs>,
): Promise<CrashReplay> {
  const { trace, crashPoint, documentPath, outcome: recorded } = capsule;
  const timeline = timelineOf(trace);
  const window = timeline.attempts.windowAt[crashPoint];
  if (window === undefined) throw new CrashTraceError('the crash point is beyond the end');
  const permission = checkPermission(capsule, timeline);
  const disk = imageOfTree(capsule.disk);
  const { identify, initial } = documentsOf(trace, documentPath);
  const content = documentIn(disk, documentPath);
  const empty = content?.length === 0;
  const bytes = judgeRecovered({ identity: identify(content), empty }, timeline.attempts, window, initial);
  const inputs = await recover();
  const besideBefore = namesBesideBefore(trace, documentPath);
  const kinds = failuresOf(inputs, { attempts: timeline.attempts, window, empty, besideBefore });
  const asked = strategyRecovery(inputs, besideBefore);
  const expected = describeWindow(timeline.attempts, window);
  const explanation = explanationOf(capsule, timeline, permission);
  return {
    ...verdictOf({ recorded, permission: permission.type, bytes, asked, kinds }),
    recorded,
    bytes,
    permission: { type: permission.type, arrangements: permission.arrangements },
    asked,
    kinds,
    expected,
    disk: rowsOf(capsule, disk),
    explanation: explanation ?? capsule.explanation,
    derived: explanation !== null,
    contradictions: contradictionsOf(capsule, expected, permission),
  };
}

function failuresOf(inputs: ReplayInputs, about: Omit<Expectation, 'initial'>): FailureKind[] {
  if (inputs.type !== 'tried') return [];
  const { undisturbed, afterReboot, atOnce } = inputs;
  const read = identityRead(undisturbed);
  const initial = typeof read === 'object' ? read : null;
  const recoveries = [afterReboot, ...(atOnce === null || saysNothing(atOnce) ? [] : [atOnce])];
  return [...new Set(recoveries.flatMap((recovery) => failuresOfRecovery(recovery, { ...about, initial })))];
}

function strategyRecovery(inputs: ReplayInputs, besideBefore: ReadonlySet<string>): StrategyRecovery {
  if (inputs.type !== 'tried') return inputs;
  const outcomeOf = ({ recovered, nextWrite, litter }: Recovery): RecoveryOutcome => {
    const { recoveryNs: _, ...written } = nextWrite;
    return {
      read: readOf(recovered),
      nextWrite: written,
      litter: litter.filter((name) => !besideBefore.has(name)),
    };
  };
  const { undisturbed, afterReboot, atOnce } = inputs;
  return {
    type: 'tried',
    undisturbed: readOf(undisturbed),
    ...outcomeOf(afterReboot),
    atOnce: atOnce === null ? null : outcomeOf(atOnce),
  };
}

function readOf(recovered: Recovery['recovered']): ReadOutcome {
  return recovered.type === 'document' ? { type: 'document', ...recovered.observed } : recovered;
}

function documentIn(disk: DiskImage, documentPath: string): Uint8Array | null {
  const slots = new Map<string, number>();
  const files: Uint8Array[] = [];
  const nodes = disk.map((node) => {
    if (node.type === 'dir' || node.type === 'symlink') return node;
    const slot = node.type === 'file' ? files.push(node.bytes) - 1 : (slots.get(node.to) ?? -1);
    slots.set(node.path, slot);
    return { path: node.path, type: 'file' as const, slot };
  });
  return files[slotAt(nodes, documentPath)] ?? null;
}

function explanationOf(
  capsule: Capsule,
  timeline: Timeline,
  permission: Permission,
): Capsule['explanation'] | null {
  if (permission.type !== 'permitted') return null;
  const { store, namespace, files, lost } = permission.arrival;
  const { model, outcome: kind, crashPoint: point, documentPath } = capsule;
  const window = timeline.attempts.windowAt[point];
  if (window === undefined) return null;
  const found: CrashStates = {
    timeline,
    store,
    documentPath,
    models: [model],
    states: [],
    crashPoints: 1,
    coverage: [],
  };
  const document = files[namespace.watched[0] ?? -1]?.content ?? null;
  const state = { namespace, files, document, sightings: [] };
  return explainCrash(found, { model, kind, point, window, state, lost });
}

function rowsOf({ trace, crashPoint }: Capsule, disk: DiskImage): DiskRow[] {
  const tree = InodeTree.from(trace.initial);
  for (const [at, effect] of trace.effects.slice(0, crashPoint).entries()) tree.apply(effect, at);
  const [initial, live, survived] = [imageOfTree(trace.initial), imageOfTree(tree.toTree()), disk].map(
    sizesOf,
  );
  const paths = new Set([initial, live, survived].flatMap((sizes) => [...(sizes?.keys() ?? [])]));
  return [...paths]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((path) => ({
      path,
      initial: initial?.get(path) ?? null,
      live: live?.get(path) ?? null,
      survived: survived?.get(path) ?? null,
    }));
}

function sizesOf(image: DiskImage): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const node of image) {
    const size = node.type === 'file' ? node.bytes.length : node.type === 'link' ? sizes.get(node.to) : -1;
    sizes.set(node.path, size ?? -1);
  }
  return sizes;
}

function contradictionsOf(capsule: Capsule, expected: CrashWindow, permission: Permission): string[] {
  const found: string[] = [];
  if (JSON.stringify(capsule.expected) !== JSON.stringify(expected)) {
    found.push('the capsule expects other documents than its own trace does; the trace counts');
  }
  if (permission.type === 'permitted' && lossKey(permission.arrival.lost) !== lossKey(capsule.lost)) {
    found.push('the capsule names other lost effects than those that lead to its disk');
  }
  return found;
}
