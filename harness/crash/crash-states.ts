// The power-loss experiment: records writes in a child (by the tap, or by strace), enumerates every disk that
// the models permit, and lets the real strategy recover from a choice of them in another child, after the
// first one has ended. Recovery is repeated until every file that it was seen to read varies in content; then
// all states are judged.
import type { Capsule } from '../../results/capsules/crash-capsule.js';
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import { SAMPLED_STATES_MIN } from '../../results/verdicts/durability-grade.js';
import type { VariantId } from '../../results/vocabulary/persistence.js';
import type { Recorder } from '../../results/vocabulary/recorder.js';
import type { CrashStatePlan } from '../../scenarios/lab.js';
import { fileSystemOf } from '../platform/file-system.js';
import { ReplayError } from '../tap/record/tree.js';
import { holdfastVersion } from '../version.js';
import {
  DOCUMENT_PATH,
  type RecordedVariant,
  type RecordTask,
  type RefusedVariant,
} from './children/child-protocol.js';
import { type CrashContext, runChild } from './children/children.js';
import { startForNextCase } from './children/prestarted-children.js';
import { knownDocuments } from './recording/known-documents.js';
import { recordByStrace } from './recording/record-by-strace.js';
import { chooseByModel, chooseStates } from './recovery/choose-states.js';
import {
  type Dependence,
  type PreparedStates,
  recoverStates,
  type StateRecoveries,
} from './recovery/recover-states.js';
import { VaryingFiles } from './recovery/varying-files.js';
import { collectStates } from './states/collect-states.js';
import type { UniqueState } from './states/state-collector.js';
import { CrashTraceError } from './trace/crash-trace-error.js';
import { identifyByBytes } from './verdict/document-oracle.js';
import { recoveryVerdicts } from './verdict/judge-recovery.js';
import { type JudgedVariant, judgeVariant, type VariantPlan } from './verdict/judge-variant.js';

const VARIANTS: readonly VariantId[] = ['document-present', 'document-absent', 'directory-absent'];
/** Not of every strategy. Windows needs a privilege for links; a death is simulated at a call of Node. */
const IF_POSSIBLE: Readonly<Record<Recorder, readonly VariantId[]>> = {
  node:
    process.platform === 'win32'
      ? ['document-resized', 'writer-died']
      : ['document-linked', 'document-resized', 'writer-died'],
  strace: ['document-linked'],
};
/** It holds a document that nobody acknowledged, whose bytes are not known. */
const UNACKNOWLEDGED: VariantId = 'writer-died';
/**
 * Large documents have more disk states than can be judged. This one gets a share of the states, and the strategy
 * opens so many times more than it would if its bytes spoke for it, whatever its format is.
 */
const RESIZED: VariantId = 'document-resized';
const RESIZED_STATES_SHARE = 8;
const RESIZED_RECOVERIES = 4;
const RECORD_MS_MAX = 30_000;
const CAPSULES_MAX = 4;
const UNAUDITED =
  'what a disk means depends on more than the bytes of the document, and recovering again for every sync takes too long';
/** How often the read set may grow; after that the content of every file is varied. */
const ROUNDS_MAX = 3;

export async function judgeCrashStates(
  context: CrashContext,
  plan: CrashStatePlan,
  seed: number,
  recorder: Recorder = 'node',
): Promise<CrashStatesFact> {
  const directory = context.freshDirectory('recording');
  const task: RecordTask = {
    strategy: context.reference,
    directory,
    variants: [...VARIANTS, ...IF_POSSIBLE[recorder]],
    writes: plan.writes,
    documentBytes: plan.documentBytes,
  };
  const recording =
    recorder === 'strace'
      ? await recordByStrace(context, task, RECORD_MS_MAX)
      : await runChild<RecordedVariant | RefusedVariant>(context, 'record-entry', task, RECORD_MS_MAX);
  startForNextCase(context);
  const { type: fileSystem } = await fileSystemOf(directory);
  const environment: Capsule['environment'] = {
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    holdfast: holdfastVersion,
    fileSystem,
  };
  const experiment: Experiment = { context, plan, seed, environment };
  const progress = task.variants.flatMap((variant) => {
    const recorded = recording.lines.find((line) => line.variant === variant);
    if (recorded === undefined) {
      const doesNotApply = IF_POSSIBLE[recorder].includes(variant) && recording.ended === null;
      const reason = recording.ended ?? 'the recording process ended early';
      return doesNotApply ? [] : [unrecorded(variant, reason)];
    }
    return 'refused' in recorded
      ? [refused(recorded)]
      : [
          prepare(experiment, recorded, {
            alsoRead: [],
            onlyTheStrategyKnows: recorded.variant === UNACKNOWLEDGED,
          }),
        ];
  });
  const judged = await recoverUntilSettled(experiment, progress);
  return {
    kind: 'crash-states',
    seed,
    recorder,
    documentPath: DOCUMENT_PATH,
    documentBytes: plan.documentBytes,
    variants: judged.map(({ variant }) => variant),
    capsules: judged.flatMap(({ capsules }) => capsules),
  };
}

/** A recording whose states are to be recovered from, or that was judged. */
type Progress = { type: 'prepared'; states: PreparedStates } | { type: 'judged'; judged: JudgedVariant };

function unrecorded(variant: VariantId, reason: string): Progress {
  const distrust = `nothing was recorded: ${reason}`;
  const nothing = { effects: 0, attempted: 0, acknowledged: 0, models: [], audit: [] };
  return { type: 'judged', judged: { variant: { variant, distrust, ...nothing }, capsules: [] } };
}

function refused({ variant, refused: reason }: RefusedVariant): Progress {
  const nothing = { distrust: null, effects: 0, attempted: 1, acknowledged: 0, models: [], audit: [] };
  return { type: 'judged', judged: { variant: { variant, refused: reason, ...nothing }, capsules: [] } };
}

interface Experiment {
  context: CrashContext;
  plan: CrashStatePlan;
  seed: number;
  environment: Capsule['environment'];
}

/** A recording that can't be trusted is judged at once: its verdict is unknown. */
function prepare(
  { context, plan, seed, environment }: Experiment,
  recorded: RecordedVariant,
  dependence: Dependence,
): Progress {
  const { variant, trace, strategyId } = recorded;
  const share = variant === RESIZED ? RESIZED_STATES_SHARE : 1;
  const variantPlan: VariantPlan = {
    strategy: { id: strategyId, reference: context.reference },
    variant,
    seed,
    environment,
    documentPath: DOCUMENT_PATH,
    alsoRead: dependence.alsoRead,
    statesMax: Math.ceil(plan.statesMax / share),
    statesPerPointMax: Math.ceil(plan.statesPerPointMax / share),
    identify: identifyByBytes([]),
    capsulesMax: CAPSULES_MAX,
    audit: false,
  };
  if (trace.distrust !== null) return { type: 'judged', judged: judgeVariant(trace, variantPlan) };
  try {
    const known = knownDocuments(trace, DOCUMENT_PATH, recorded.initial);
    const states = collectStates(trace, variantPlan);
    const choose = variant === RESIZED ? chooseByModel : chooseStates;
    const chosen = choose(states, recoveriesOf(variant, plan, dependence), seed);
    const prepared = { recorded, known, dependence, plan: variantPlan, states, chosen };
    return { type: 'prepared', states: prepared };
  } catch (error) {
    if (!(error instanceof CrashTraceError) && !(error instanceof ReplayError)) throw error;
    const judged = judgeVariant({ ...trace, distrust: error.message }, variantPlan);
    return { type: 'judged', judged };
  }
}

function recoveriesOf(
  variant: VariantId,
  { recoveriesMax }: CrashStatePlan,
  { onlyTheStrategyKnows }: Dependence,
): number {
  if (variant === RESIZED) return RESIZED_RECOVERIES * recoveriesMax;
  // What is not recovered from is not judged then: as many as a pass asks for.
  return onlyTheStrategyKnows ? Math.max(recoveriesMax, SAMPLED_STATES_MIN) : recoveriesMax;
}

/**
 * Recovers until the content of every file in the read set is varied: what recovery depends on is observed,
 * not guessed.
 */
async function recoverUntilSettled(
  experiment: Experiment,
  all: readonly Progress[],
): Promise<JudgedVariant[]> {
  let current = all;
  for (let round = 1; ; round++) {
    const open = current.flatMap((one) => (one.type === 'prepared' ? [one.states] : []));
    if (open.length === 0) return current.flatMap((one) => (one.type === 'judged' ? [one.judged] : []));
    const recoveries = await recoverStates(experiment.context, open);
    current = current.map((one) => {
      if (one.type === 'judged') return one;
      const recovery = recoveries.get(one.states);
      if (recovery === undefined) throw new Error('a prepared recording without recoveries');
      return nextStep(experiment, one.states, recovery, round);
    });
  }
}

function nextStep(
  experiment: Experiment,
  states: PreparedStates,
  recovery: StateRecoveries,
  round: number,
): Progress {
  const known = states.dependence.alsoRead;
  const varying = new VaryingFiles(states.states);
  const unvaried = [...recovery.readSet].filter((path) => varying.has(path) && !known.includes(path));
  if (unvaried.length > 0 && round <= ROUNDS_MAX) {
    const alsoRead = round === ROUNDS_MAX ? [...varying.paths] : [...known, ...unvaried];
    return prepare(experiment, states.recorded, { ...states.dependence, alsoRead });
  }
  const isFew =
    states.recorded.variant !== RESIZED &&
    !states.dependence.onlyTheStrategyKnows &&
    states.chosen.length < states.states.states.length;
  if (!recovery.wholeFile && isFew) {
    return prepare(experiment, states.recorded, { alsoRead: known, onlyTheStrategyKnows: true });
  }
  return { type: 'judged', judged: judgeRecovered(states, recovery) };
}

function judgeRecovered(
  { recorded, known, plan, states }: PreparedStates,
  recovery: StateRecoveries,
): JudgedVariant {
  const { outcomes } = recovery;
  const wholeFile = recovery.wholeFile && recorded.variant !== UNACKNOWLEDGED;
  const judged = judgeVariant(recorded.trace, {
    ...plan,
    identify: identifyByBytes(known),
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

/** Without an oracle for bytes, states from which the strategy did not recover were not judged. */
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
  return { ...judged, variant: { ...judged.variant, models, unaudited: UNAUDITED } };
}
