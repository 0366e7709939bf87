// One check for each persistence model of the ladder: no disk state that the model permits breaks a promise.
// The verdict comes from the stored counts, the evidence is the counterexample under the weakest model. A
// sample that is too small, or a recording that can't be trusted, is unknown.
import type { Capsule } from '../../results/capsules/crash-capsule.js';
import { type CrashVariant, recordedVariants } from '../../results/facts/crash-states-fact.js';
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import { countingVariants, modelVerdict } from '../../results/verdicts/durability-grade.js';
import type { CheckJudgement, Evidence } from '../../results/verdicts/finding.js';
import { type FailureKind, type LadderModel, ladder } from '../../results/vocabulary/persistence.js';
import type { Check } from '../scenario.js';
import { count, failed, passed, undecided } from './judgement.js';

const PROOFS_MAX = 3;

const titles: Record<LadderModel, string> = {
  kill: 'Every disk that a kill may leave is survived',
  ordered: 'Power loss is survived where a rename brings its data along',
  journaled: 'Power loss is survived where names keep their order and data does not',
  weakest: 'Power loss is survived where nothing but a sync is kept',
};

const meanings: Record<LadderModel, string> = {
  kill: 'everything that was asked of the kernel is there, a write under way in part',
  ordered:
    'directory operations survive in order as far as some sync forces them, unsynced data may be missing, and a ' +
    'rename over an existing file brings its data along (ext4 mounted with nodioread_nolock or data=journal; ext4 ' +
    'as mounted by default does not)',
  journaled: 'as before, but a rename brings no data along (ext4 as mounted by default since Linux 5.6, xfs)',
  weakest: 'any subset of the unsynced directory operations and of the unsynced 512-byte blocks (POSIX)',
};

/** What happened, by its name. */
const told: Record<FailureKind, string> = {
  'lost-acknowledged-write': 'An acknowledged write is gone.',
  'torn-document': 'The document is neither the old one nor the new one.',
  'zero-length-document': 'The document is there and empty.',
  'missing-document': 'There was a document, now there is none.',
  'phantom-document': 'The document is one that nobody had attempted to write by then.',
  'recovery-failed': 'The strategy can’t read what is there.',
  'follow-up-failed': 'The next write did not get through.',
  litter: 'What the interrupted write left is still there after the next write.',
};

/** `survives-ordered`, `survives-journaled`, `survives-weakest`. */
export function survivesModel(model: LadderModel): Check {
  return {
    id: `survives-${model}`,
    title: titles[model],
    explanation:
      `Judges every disk that the model “${model}” permits at every moment of the recorded writes: ${meanings[model]}; ` +
      'and everything that weaker adversaries permit. Fails when recovery finds anything but a document from the ' +
      'last acknowledged to the last attempted one, or its next write fails. Unknown when the recording cannot be ' +
      'trusted, or too few of the disks were looked at. Which disks a real file system leaves was not measured here.',
    ...(model === 'kill' ? {} : { restsOnSyncs: true }),
    judge: (facts) => judgeModel(facts, model),
  };
}

function judgeModel(facts: readonly Fact[], model: LadderModel): CheckJudgement {
  const records = factsOf(facts, 'crash-states');
  const recorded = recordedVariants(records);
  const variants = countingVariants(recorded, model);
  const results = variants.flatMap(({ models }) => models.filter(({ id }) => id === model));
  const states = results.reduce((sum, result) => sum + result.states, 0);
  const recovered = results.reduce((sum, result) => sum + result.recovered, 0);
  const sampled = results.some(({ coverage }) => coverage.type === 'sampled');
  const looked = { n: states, unit: 'disk states', note: sampled ? 'sampled' : 'all of them' };
  const metrics = [{ name: 'recovered', value: recovered, unit: 'disk states' }];
  const broken = variants.filter((variant) => modelVerdict(variant, model) === 'fail');
  if (broken.length > 0) {
    const capsules = records.flatMap((record) => record.capsules).filter((each) => reaches(each, model));
    const where = broken.map(({ variant }) => variant).join(', ');
    const kinds = [...new Set(broken.flatMap((variant) => kindsIn(variant, model)))];
    const [first] = capsules;
    const why = first === undefined ? '' : `: ${first.explanation.sentence}`;
    const summary = `${kinds.join(', ')} (${where})${why}`;
    return failed(summary, looked, evidenceOf(capsules, kinds), metrics);
  }
  const reason = whyUnknown(variants, model, recovered);
  if (reason !== null) return undecided(reason, looked, metrics);
  const points = results.reduce((sum, result) => sum + result.crashPoints, 0);
  const summary = `${count(states, 'disk state')} at ${count(points, 'crash point')} survived, ${count(recovered, 'disk')} opened by the strategy itself${toldApart(recorded, variants, model)}`;
  return passed(summary, looked, metrics);
}

/** What was looked at and is too little to count. */
function toldApart(
  recorded: readonly CrashVariant[],
  counting: readonly CrashVariant[],
  model: LadderModel,
): string {
  const apart = recorded.filter((one) => !counting.includes(one));
  const opened = apart.flatMap(({ models }) => models.filter(({ id }) => id === model)).at(0)?.recovered ?? 0;
  return opened === 0 ? '' : `; where documents grow and shrink, ${count(opened, 'disk')} besides`;
}

function whyUnknown(variants: readonly CrashVariant[], model: LadderModel, recovered: number): string | null {
  if (variants.length === 0) return 'No write was recorded';
  const open = variants.find((variant) => modelVerdict(variant, model) !== 'pass');
  if (open !== undefined) {
    if (open.distrust !== null) return `${open.variant}: ${open.distrust}`;
    if (open.acknowledged === 0) return `${open.variant}: no write was acknowledged`;
    return `${open.variant}: too few of the disk states were looked at`;
  }
  return recovered === 0 ? 'The strategy itself opened none of the disks' : null;
}

function reaches(capsule: Capsule, model: LadderModel): boolean {
  const rungs: readonly string[] = ladder;
  const rung = rungs.indexOf(capsule.model);
  return rung >= 0 && rung <= ladder.indexOf(model) && capsule.outcome !== 'litter';
}

function kindsIn({ models }: CrashVariant, model: LadderModel): FailureKind[] {
  const failures = models.find(({ id }) => id === model)?.failures ?? [];
  return failures.filter(({ kind, states }) => states > 0 && kind !== 'litter').map(({ kind }) => kind);
}

function evidenceOf(capsules: readonly Capsule[], kinds: readonly FailureKind[]): Evidence[] {
  if (capsules.length === 0) {
    return kinds
      .slice(0, PROOFS_MAX)
      .map((kind) => ({ anomaly: kind, description: told[kind], witness: [] }));
  }
  return capsules.slice(0, PROOFS_MAX).map(({ outcome, variant, explanation }) => ({
    anomaly: outcome,
    description: `${told[outcome]} ${variant}: ${explanation.sentence}.`,
    witness: explanation.lines,
  }));
}

export const noLitterAfterPowerLoss: Check = {
  id: 'no-litter-after-power-loss',
  title: 'The next write cleans up after a power loss',
  explanation:
    'Lists the directory after the write that follows each disk which the strategy itself recovered from. Fails on ' +
    'names of a kind, or more of a kind, than ordinary writes of the same strategy leave. Litter loses nothing, so it counts for ' +
    'tidiness and not for the durability grade.',
  judge(facts) {
    const variants = countingVariants(recordedVariants(factsOf(facts, 'crash-states')), 'weakest');
    const strongest = variants.flatMap(({ models }) => models.filter(({ id }) => id === 'weakest'));
    const looked = {
      n: strongest.reduce((sum, { recovered }) => sum + recovered, 0),
      unit: 'recovered disk states',
    };
    const dirty = strongest
      .flatMap(({ failures }) => failures)
      .filter(({ kind }) => kind === 'litter')
      .reduce((sum, { states }) => sum + states, 0);
    if (dirty > 0) {
      const evidence = factsOf(facts, 'crash-states')
        .flatMap(({ capsules }) => capsules)
        .filter(({ outcome }) => outcome === 'litter')
        .slice(0, PROOFS_MAX)
        .map(({ explanation }) => ({
          anomaly: 'litter',
          description: told.litter,
          witness: explanation.lines,
        }));
      return failed(`Litter after ${count(dirty, 'disk state')} and the next write`, looked, evidence);
    }
    const distrusted = variants.find(({ distrust }) => distrust !== null);
    if (distrusted?.distrust) return undecided(`${distrusted.variant}: ${distrusted.distrust}`, looked);
    if (looked.n === 0) return undecided('The strategy itself opened none of the disks', looked);
    return passed(`No litter was left after ${count(looked.n, 'disk state')} and the next write`, looked);
  },
};
