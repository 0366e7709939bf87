// What power cuts on a real file system showed of the strategies of this package, beside the grade that a run gives
// them: for runs on that file system, mounted as by default. A user's own module has no power cuts here, whatever it
// is called; `holdfast lab power -s` makes them. Pure.
import { type Grade, gradeOrder } from '../../results/verdicts/durability-grade.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { counted } from '../text/quantity.js';
import { knownPowerCuts } from './known-power-cuts.js';
import type { PowerCutCounts } from './power-cut-counts.js';

export interface CalibratedStrategy {
  strategy: string;
  grade: Grade;
  /** Disks that a power cut may leave, mounted and read. */
  images: number;
  /** Those that broke the promise. */
  failed: number;
  /** In words; empty: models and disks agree. */
  disagreement: string;
}

export interface Calibration {
  /** `ext4 on Linux 6.18`. */
  where: string;
  strategies: CalibratedStrategy[];
  /** One sentence on what must fail, and on the kernel of the run where it is another. */
  note: string;
}

/** What `m03` asks for, and so the rung from which on nothing may be lost on a disk. */
const HELD_TO: Grade = 'journaled';

/** With these, names and data reach the disk in another order than by default, or not at all. */
const otherOrders =
  /^(?:nobarrier|barrier=0|data=journal|data=writeback|nodioread_nolock|noauto_da_alloc|noload|norecovery)$/;

/** null: no power cut is known of this file system as it is mounted, or of any of the run's strategies. */
export function calibrationOf(judged: Judged, known: PowerCutCounts = knownPowerCuts): Calibration | null {
  const { release, os, fileSystem } = judged.platform;
  const { type } = fileSystem;
  if (os !== 'Linux' || (fileSystem.options ?? '').split(',').some((one) => otherOrders.test(one)))
    return null;
  const strategies = judged.strategies.flatMap((strategy) => calibrated(strategy, type, known));
  if (strategies.length === 0) return null;
  const mutants = known.rows.filter(([, where, mutant]) => mutant && where.startsWith(`${type}:`));
  const mustFail = mutants.map(
    ([strategy, where, , images, failed]) =>
      `${strategy} on ${where.replace(':', ' with ')}, which must fail, failed in ${failed} of ${images}`,
  );
  const other = isSameKernel(release, known.kernel) ? [] : [`this run was on Linux ${release}`];
  return {
    where: `${type} on Linux ${shortRelease(known.kernel)}`,
    strategies,
    note: [...mustFail, ...other].join('; '),
  };
}

function calibrated(
  { id, module, selected, durability }: JudgedStrategy,
  type: string,
  { rows }: PowerCutCounts,
): CalibratedStrategy[] {
  const row = rows.find(([strategy, where, mutant]) => strategy === id && where === type && !mutant);
  if (row === undefined || module !== undefined || !selected || durability === null) return [];
  const [, , , images, failed] = row;
  const { grade } = durability;
  return [{ strategy: id, grade, images, failed, disagreement: disagreementOf(grade, failed) }];
}

function disagreementOf(grade: Grade, failed: number): string {
  const mustSurvive = gradeOrder.indexOf(grade) >= gradeOrder.indexOf(HELD_TO);
  if (mustSurvive && failed > 0) return `disks are harsher: ${failed}`;
  return !mustSurvive && failed === 0 ? 'models are harsher' : '';
}

/** `480 power cuts on ext4, 0 lost`; null: none are known. */
export function calibrationWords(judged: Judged, id: string): string | null {
  const one = calibrationOf(judged)?.strategies.find(({ strategy }) => strategy === id);
  if (one === undefined) return null;
  return `${counted(one.images, 'power cut')} on ${judged.platform.fileSystem.type}, ${one.failed} lost`;
}

const shortRelease = (release: string): string => /^\d+\.\d+/.exec(release)?.[0] ?? release;
const isSameKernel = (one: string, other: string): boolean => shortRelease(one) === shortRelease(other);
