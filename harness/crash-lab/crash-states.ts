// Power loss: writes are recorded in a child that has ended before anybody recovers, every disk that the models
// permit is enumerated, and the real strategy opens, reads and writes them in another child: as after a reboot,
// with everything aged by a minute, and those that hold more than the document as found at once, too.
import type { Capsule } from '../../results/capsule.js';
import type { CrashStatesFact, CrashVariant } from '../../results/crash-states.js';
import type { VariantId } from '../../results/persistence.js';
import type { CrashStatePlan } from '../../scenarios/lab.js';
import { type CrashStates, collectStates } from '../crash/collect-states.js';
import { CrashTraceError } from '../crash/crash-trace-error.js';
import { imageOfState } from '../crash/disk-image.js';
import type { UniqueState } from '../crash/gathering.js';
import { identifyByBytes } from '../crash/identity-oracle.js';
import { type JudgedVariant, judgeVariant, type VariantPlan } from '../crash/judge-variant.js';
import { fileSystemOf } from '../platform/file-system.js';
import { ReplayError } from '../tap/tree.js';
import { holdfastVersion } from '../version.js';
import { type CrashBench, runChild } from './child.js';
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
const ONLY_ORACLE_FACTOR = 10;
const CAPSULES_MAX = 4;

export async function judgeCrashStates(
  bench: CrashBench,
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
  const prepared = VARIANTS.map((variant) => {
    const recorded = recording.lines.find((line) => line.variant === variant);
    return recorded === undefined
      ? unrecorded(variant, recording.ended ?? 'the recording process ended early')
      : prepare(bench, recorded, plan, { seed, environment });
  });
  const recoveries = await recoverStates(
    bench,
    prepared.flatMap((one) => ('found' in one ? [] : [one])),
  );
  const judged = prepared.map((one) => ('found' in one ? one : judgeRecovered(one, recoveries.get(one))));
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

/** A recording with its disk states, and those that the strategy is to recover from. */
interface Prepared {
  recorded: RecordedVariant;
  documents: KnownDocuments;
  plan: VariantPlan;
  states: CrashStates;
  chosen: UniqueState[];
}

/** A recording that can't be trusted is judged at once: nothing is known. */
function prepare(
  bench: CrashBench,
  recorded: RecordedVariant,
  plan: CrashStatePlan,
  { seed, environment }: { seed: number; environment: Capsule['environment'] },
): Prepared | JudgedVariant {
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
    const options = { ...variantPlan, alsoRead: documents.others };
    const states = collectStates(trace, options);
    // With more than one file the strategy is the only one who can tell.
    const most = plan.recoveriesMax * (documents.others.length > 0 ? ONLY_ORACLE_FACTOR : 1);
    const chosen = chooseStates(states, most, seed);
    return { recorded, documents, plan: options, states, chosen };
  } catch (error) {
    if (!(error instanceof CrashTraceError) && !(error instanceof ReplayError)) throw error;
    return judgeVariant({ ...trace, distrust: error.message }, variantPlan);
  }
}

const nothingSeen: Recovery = { outcomes: new Map(), wholeFile: false };

function judgeRecovered(
  { recorded, documents, plan, states }: Prepared,
  { outcomes, wholeFile } = nothingSeen,
): JudgedVariant {
  const judged = judgeVariant(recorded.trace, {
    ...plan,
    identify: identifyByBytes(documents.known),
    audit: recorded.variant === 'document-present' && wholeFile,
    recovery: {
      found: states,
      failuresOf: (byBytes) =>
        recoveryVerdicts(states, outcomes, recorded.initial, wholeFile ? byBytes : () => []),
      recovered: (model) =>
        [...outcomes.keys()].filter((state) => rungOf(state) <= states.models.indexOf(model)).length,
    },
  });
  return wholeFile ? judged : onlyWhatWasRecovered(judged, plan.seed);
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
  bench: CrashBench,
  prepared: readonly Prepared[],
): Promise<Map<Prepared, Recovery>> {
  const base = bench.freshDirectory('states');
  const items: RecoverItem[] = [];
  const later: (() => void)[] = [];
  const recoveries = new Map<Prepared, Recovery>();
  let all: (RecoveredItem | null)[] = [];
  const ask = (nodes: DiskNode[], agedMs: number | null, hear: (outcome: RecoveredItem) => void): void => {
    const index = items.length;
    const root = `${base}/${index}`;
    items.push({
      path: `${root}/${DOCUMENT_PATH}`,
      disk: { root, nodes, agedMs },
      patienceMs: agedMs === null ? 0 : PATIENCE_MS,
      ageMs: 0,
      documentBytes: 300,
    });
    later.push(() => {
      const outcome = all[index];
      if (outcome !== undefined && outcome !== null) hear(outcome);
    });
  };
  for (const one of prepared) {
    const recovery = askAbout(one, ask);
    recoveries.set(one, recovery);
  }
  if (items.length === 0) return recoveries;
  all = await recoverAll(bench, items);
  for (const hear of later) hear();
  return recoveries;
}

/** Fills itself in when the answers come. */
function askAbout(
  { documents: { known, others }, states, chosen }: Prepared,
  ask: (nodes: DiskNode[], agedMs: number | null, hear: (outcome: RecoveredItem) => void) => void,
): Recovery {
  const recovery: Recovery = { outcomes: new Map(), wholeFile: false };
  let readAlone = 0;
  for (const { content, identity } of known) {
    ask(documentAlone(content), REBOOT_MS, ({ recovered }) => {
      if (recovered.type !== 'document') return;
      if (recovered.observed.intact && recovered.observed.token === identity.token) readAlone += 1;
      recovery.wholeFile = others.length === 0 && readAlone === known.length;
    });
  }
  const heard = (state: UniqueState, outcome: RecoveredItem): void => {
    recovery.outcomes.set(state, [...(recovery.outcomes.get(state) ?? []), outcome]);
  };
  let fresh = 0;
  for (const state of chosen) {
    const nodes = nodesOf(states, state);
    ask(nodes, REBOOT_MS, (outcome) => heard(state, outcome));
    if (!holdsMore(nodes) || fresh++ >= FRESH_MAX) continue;
    ask(nodes, null, (outcome) => {
      // A lock that only looks held because nothing has aged yet is no failure.
      if (outcome.nextWrite.type === 'ok' || outcome.nextWrite.code !== 'LOCKED') heard(state, outcome);
    });
  }
  return recovery;
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
