// Power loss: writes are recorded in a child that has ended before anybody recovers, every disk that the models
// permit is enumerated, and the real strategy opens, reads and writes them in another child: as after a reboot,
// with everything aged by a minute, and those that hold more than the document as found at once, too.
import type { Capsule } from '../../results/capsule.js';
import type { CrashStatesFact, CrashVariant } from '../../results/crash-states.js';
import type { VariantId } from '../../results/persistence.js';
import type { CrashStatePlan } from '../../scenarios/lab.js';
import type { Bench } from '../bench.js';
import { type CollectOptions, type CrashStates, collectStates } from '../crash/collect-states.js';
import { CrashTraceError } from '../crash/crash-trace-error.js';
import { imageOfState } from '../crash/disk-image.js';
import type { UniqueState } from '../crash/gathering.js';
import { identifyByBytes } from '../crash/identity-oracle.js';
import { type JudgedVariant, judgeVariant, type VariantPlan } from '../crash/judge-variant.js';
import { fileSystemOf } from '../platform/file-system.js';
import { ReplayError } from '../tap/tree.js';
import { holdfastVersion } from '../version.js';
import { runChild } from './child.js';
import { chooseStates } from './choose-states.js';
import { type KnownDocuments, knownDocuments } from './known-documents.js';
import { recoverAll } from './recover.js';
import { recoveryVerdicts } from './recovery-verdicts.js';
import {
  type DiskNode,
  DOCUMENT_PATH,
  type RecordedVariant,
  type RecordTask,
  type RecoveredItem,
  type RecoverItem,
} from './tasks.js';

const VARIANTS: readonly VariantId[] = ['document-present', 'document-absent', 'directory-absent'];
const RECORD_MS_MAX = 30_000;
/** A reboot takes longer than any stale time in use. */
const REBOOT_MS = 60_000;
const PATIENCE_MS = 200;
/** States that hold more than the document, tried without the minute that a reboot takes. */
const FRESH_MAX = 6;
const CAPSULES_MAX = 4;

export async function judgeCrashStates(
  bench: Bench,
  plan: CrashStatePlan,
  seed: number,
): Promise<CrashStatesFact> {
  const directory = bench.freshDirectory('recording');
  const task: RecordTask = {
    strategy: bench.reference,
    directory,
    variants: [...VARIANTS],
    writes: plan.writes,
    documentBytes: plan.documentBytes,
  };
  const recording = await runChild<RecordedVariant>(bench, 'record-entry.js', task, RECORD_MS_MAX);
  const { type: fileSystem } = await fileSystemOf(directory);
  const environment: Capsule['environment'] = {
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    holdfast: holdfastVersion,
    fileSystem,
  };
  const judged: JudgedVariant[] = [];
  for (const variant of VARIANTS) {
    const recorded = recording.lines.find((line) => line.variant === variant);
    judged.push(
      recorded === undefined
        ? unrecorded(variant, recording.ended ?? 'the recording process ended early')
        : await judgeRecording(bench, recorded, plan, { seed, environment }),
    );
  }
  return {
    kind: 'crash-states',
    seed,
    documentPath: DOCUMENT_PATH,
    documentBytes: plan.documentBytes,
    variants: judged.map(({ variant }) => variant),
    capsules: judged.flatMap(({ capsules }) => capsules),
  };
}

function unrecorded(variant: VariantId, reason: string): JudgedVariant {
  return { variant: withoutVerdict(variant, `nothing was recorded: ${reason}`), capsules: [], found: null };
}

function withoutVerdict(variant: VariantId, distrust: string): CrashVariant {
  return { variant, distrust, effects: 0, attempted: 0, acknowledged: 0, models: [], audit: [] };
}

async function judgeRecording(
  bench: Bench,
  recorded: RecordedVariant,
  plan: CrashStatePlan,
  { seed, environment }: { seed: number; environment: Capsule['environment'] },
): Promise<JudgedVariant> {
  const { variant, trace, strategyId } = recorded;
  const variantPlan: VariantPlan = {
    strategy: { id: strategyId, reference: bench.reference },
    variant,
    seed,
    environment,
    documentPath: DOCUMENT_PATH,
    statesMax: plan.statesMax,
    statesPerPointMax: plan.statesPerPointMax,
    identify: identifyByBytes([]),
    capsulesMax: CAPSULES_MAX,
    audit: false,
  };
  if (trace.distrust !== null) return judgeVariant(trace, variantPlan);
  try {
    const documents = knownDocuments(trace, DOCUMENT_PATH, recorded.initial);
    return await judgeWithRecovery(bench, recorded, documents, variantPlan, plan.recoveriesMax);
  } catch (error) {
    if (!(error instanceof CrashTraceError) && !(error instanceof ReplayError)) throw error;
    return judgeVariant({ ...trace, distrust: error.message }, variantPlan);
  }
}

async function judgeWithRecovery(
  bench: Bench,
  { trace, initial, variant }: RecordedVariant,
  documents: KnownDocuments,
  plan: VariantPlan,
  recoveriesMax: number,
): Promise<JudgedVariant> {
  const options: CollectOptions = { ...plan, alsoRead: documents.others };
  const found = collectStates(trace, options);
  const chosen = chooseStates(found, recoveriesMax, plan.seed);
  const recovery = await recoverStates(bench, found, chosen, documents);
  const identify = identifyByBytes(documents.known);
  const judged = judgeVariant(trace, {
    ...plan,
    ...options,
    identify,
    audit: variant === 'document-present' && recovery.wholeFile,
    recovery: {
      found,
      failuresOf: (byBytes) =>
        recoveryVerdicts(found, recovery.outcomes, initial, recovery.wholeFile ? byBytes : () => []),
      recovered: (model) =>
        [...recovery.outcomes.keys()].filter((state) => rungOf(state) <= found.models.indexOf(model)).length,
    },
  });
  return recovery.wholeFile ? judged : onlyWhatWasRecovered(judged, plan.seed);
}

/** The weakest adversary that reaches this state. */
function rungOf({ sightings }: UniqueState): number {
  return Math.min(...sightings.map(({ first }) => first.at(-1)?.rung ?? 0));
}

/** Without an oracle for bytes, states that the strategy was not asked about were not judged. */
function onlyWhatWasRecovered(judged: JudgedVariant, seed: number): JudgedVariant {
  const models = judged.variant.models.map((model) => {
    if (model.recovered >= model.uniqueStates) return model;
    const coverage = {
      type: 'sampled' as const,
      judged: model.recovered,
      approximately: model.uniqueStates,
      seed,
    };
    return { ...model, coverage };
  });
  return { ...judged, variant: { ...judged.variant, models } };
}

interface Recovery {
  outcomes: Map<UniqueState, RecoveredItem[]>;
  /** The strategy reads each acknowledged document from its file alone. */
  wholeFile: boolean;
}

async function recoverStates(
  bench: Bench,
  found: CrashStates,
  chosen: readonly UniqueState[],
  { known, others }: KnownDocuments,
): Promise<Recovery> {
  const base = bench.freshDirectory('states');
  let count = 0;
  const itemOf = (nodes: DiskNode[], agedMs: number | null): RecoverItem => {
    const root = `${base}/${count++}`;
    const patienceMs = agedMs === null ? 0 : PATIENCE_MS;
    const disk = { root, nodes, agedMs };
    return { path: `${root}/${DOCUMENT_PATH}`, disk, patienceMs, ageMs: 0, documentBytes: 300 };
  };
  const disks = chosen.map((state) => ({ state, nodes: nodesOf(found, state) }));
  const fresh = disks.filter(({ nodes }) => holdsMore(nodes)).slice(0, FRESH_MAX);
  const all = await recoverAll(bench, [
    ...known.map(({ content }) => itemOf(documentAlone(content), REBOOT_MS)),
    ...disks.map(({ nodes }) => itemOf(nodes, REBOOT_MS)),
    ...fresh.map(({ nodes }) => itemOf(nodes, null)),
  ]);
  const alone = all.slice(0, known.length);
  const wholeFile =
    others.length === 0 &&
    known.length > 0 &&
    known.every(({ identity }, index) => {
      const read = alone[index]?.recovered;
      return read?.type === 'document' && read.observed.intact && read.observed.token === identity.token;
    });
  const outcomes = new Map<UniqueState, RecoveredItem[]>();
  [...disks, ...fresh].forEach(({ state }, index) => {
    const outcome = all[known.length + index];
    if (outcome === undefined || outcome === null) return;
    const isFresh = index >= disks.length;
    // A lock that only looks held because nothing has aged yet is no failure.
    if (isFresh && outcome.nextWrite.type === 'error' && outcome.nextWrite.code === 'LOCKED') return;
    outcomes.set(state, [...(outcomes.get(state) ?? []), outcome]);
  });
  return { outcomes, wholeFile };
}

function nodesOf(found: CrashStates, state: UniqueState): DiskNode[] {
  return imageOfState(found, state).map((node): DiskNode => {
    if (node.type !== 'file') return node;
    const { bytes, ...rest } = node;
    return { ...rest, content: Buffer.from(bytes).toString('base64') };
  });
}

function holdsMore(nodes: readonly DiskNode[]): boolean {
  return nodes.some(({ path }) => path !== DOCUMENT_PATH && !DOCUMENT_PATH.startsWith(`${path}/`));
}

function documentAlone(content: Uint8Array): DiskNode[] {
  const parts = DOCUMENT_PATH.split('/');
  const above = parts
    .slice(0, -1)
    .map((_, index): DiskNode => ({ path: parts.slice(0, index + 1).join('/'), type: 'dir', mode: 0o755 }));
  const text = Buffer.from(content).toString('base64');
  return [...above, { path: DOCUMENT_PATH, type: 'file', mode: 0o644, content: text }];
}
