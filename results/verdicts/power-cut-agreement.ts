// Compares what the models say with what disks showed. The dangerous direction is one: a strategy that a policy
// lets pass, and that lost an acknowledged write on a real file system. A count without failure means
// something only where the same rig has seen failures on the same file system. Pure.
import type { FailureKind } from '../vocabulary/persistence.js';
import { type Grade, gradeOrder } from './durability-grade.js';
import type { PowerCutSession, PowerCuts } from './power-cuts.js';

/** The rung that policy `m03` asks for, and so what a GO promises of every file system with a journal. */
const HELD_TO: Grade = 'journaled';

/**
 * agrees: survived in both, or in neither. disks-harsher: a false GO. model-harsher: nothing was lost here of what
 * the models say may be. caught, missed: of a mutant. unknown: nothing can be concluded, by `reason`.
 */
export type PowerCutAgreement =
  | 'agrees'
  | 'disks-harsher'
  | 'model-harsher'
  | 'caught'
  | 'missed'
  | 'unknown';

export interface PowerCutRow {
  strategy: string;
  fileSystem: string;
  mountedWith: string;
  mutant: boolean;
  grade: Grade | null;
  images: number;
  failed: number;
  /** The kinds that occurred, with the most images first. */
  failures: { kind: FailureKind; images: number }[];
  unmountable: number;
  example: PowerCutSession['example'];
  agreement: PowerCutAgreement;
  /** Why it is unknown; empty otherwise. */
  reason: string;
}

/** One for each strategy and mount, over all seeds, in the order of the sessions. */
export function rowsOf({ sessions }: PowerCuts): PowerCutRow[] {
  const groups = new Map<string, PowerCutSession[]>();
  for (const one of sessions) {
    const key = JSON.stringify([one.fileSystem, one.mountedWith, one.strategy]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [rowOf(first, group, sessions)];
  });
}

function rowOf(
  first: PowerCutSession,
  group: readonly PowerCutSession[],
  all: readonly PowerCutSession[],
): PowerCutRow {
  const { strategy, fileSystem, mountedWith, mutant } = first;
  const grade = gradeOf(group);
  const counts = {
    images: sum(group.map(imagesOf)),
    failed: sum(group.map(failedOf)),
    unmountable: sum(group.map((one) => one.unmountable)),
  };
  const kinds = new Map<FailureKind, number>();
  for (const { kind, images } of group.flatMap(({ failures }) => failures))
    kinds.set(kind, (kinds.get(kind) ?? 0) + images);
  const failures = [...kinds].map(([kind, images]) => ({ kind, images }));
  const doubt = doubtOf(group, { grade, ...counts }, all);
  const agreement = agreementOf({ mutant, grade, failed: counts.failed }, doubt);
  return {
    strategy,
    fileSystem,
    mountedWith,
    mutant,
    grade,
    ...counts,
    failures: failures.sort((one, other) => other.images - one.images),
    example: group.find(({ example }) => example !== null)?.example ?? null,
    agreement,
    reason: agreement === 'unknown' ? (doubt ?? '') : '',
  };
}

/** The lowest, where recordings differ; null as soon as one could not tell. */
function gradeOf(group: readonly PowerCutSession[]): Grade | null {
  const ranks = group.map(({ grade }) => (grade === null ? -1 : gradeOrder.indexOf(grade)));
  return gradeOrder[Math.min(...ranks)] ?? null;
}

interface Counts {
  grade: Grade | null;
  images: number;
  failed: number;
  unmountable: number;
}

/** Why a count without failure says nothing; null: it says something. */
function doubtOf(
  group: readonly PowerCutSession[],
  { grade, images, unmountable }: Counts,
  all: readonly PowerCutSession[],
): string | null {
  const [distrust] = group.flatMap((one) => one.distrust ?? []);
  if (distrust !== undefined) return distrust;
  if (grade === null) return 'the models could not tell';
  if (images === 0) return 'no image was read';
  if (unmountable > 0) return `the file system refused to mount ${unmountable} of ${images} images`;
  const [{ fileSystem } = { fileSystem: '' }] = group;
  const hasShown = all.some((one) => one.fileSystem === fileSystem && failedOf(one) > 0);
  return hasShown ? null : `nothing that must fail has failed on ${fileSystem}`;
}

function agreementOf(
  { mutant, grade, failed }: Pick<PowerCutRow, 'mutant' | 'grade' | 'failed'>,
  doubt: string | null,
): PowerCutAgreement {
  if (mutant) return failed > 0 ? 'caught' : 'missed';
  const mustSurvive = grade !== null && gradeOrder.indexOf(grade) >= gradeOrder.indexOf(HELD_TO);
  // A failure stands, whatever else is in doubt: it was seen.
  if (failed > 0 && mustSurvive) return 'disks-harsher';
  if (failed > 0 && grade !== null) return 'agrees';
  if (doubt !== null) return 'unknown';
  return mustSurvive ? 'agrees' : 'model-harsher';
}

export const imagesOf = ({ classes }: PowerCutSession): number => sum(classes.map(({ images }) => images));
export const failedOf = ({ classes }: PowerCutSession): number => sum(classes.map(({ failed }) => failed));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/**
 * fail: a false GO. unknown: what must fail did not, or something could not be told, or nothing was looked at. That
 * a loss would have been seen is asked of each row.
 */
export function verdictOf(rows: readonly PowerCutRow[]): 'pass' | 'fail' | 'unknown' {
  const has = (agreement: PowerCutAgreement): boolean => rows.some((row) => row.agreement === agreement);
  if (has('disks-harsher')) return 'fail';
  return has('missed') || has('unknown') || rows.length === 0 ? 'unknown' : 'pass';
}
