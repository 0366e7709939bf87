// Which disks a power cut may leave at a crash point: everything durable, and of the writes that are not, a
// prefix, all but one, any subset, or a prefix of which the last write is torn between sectors. There are more
// than can be mounted, so a seeded choice is made of each class. Not built: torn sectors, and disks that lose
// what they had flushed. Pure.
import type { PowerCutClass } from '../../../results/verdicts/power-cuts.js';
import { type Random, shuffled } from '../../random.js';
import type { CrashPoint } from './crash-points.js';
import { type AppliedWrite, sectorsOf } from './sparse-disk.js';

export interface PowerCutImage {
  class: PowerCutClass;
  point: CrashPoint;
  /** Beside what is durable, in order. */
  applied: readonly AppliedWrite[];
}

/** One member of a class at a point: how many, which one, or which draw. */
interface Candidate {
  class: PowerCutClass;
  point: CrashPoint;
  number: number;
}

const SUBSETS_OF_A_POINT = 6;
/** Where nothing is ever flushed, thousands of writes are pending at every point. */
const OF_A_CLASS_AND_POINT = 24;
/** In hundredths; what a class can't fill goes to the others. */
const shares: Readonly<Record<PowerCutClass, number>> = { prefix: 40, dropped: 25, random: 25, torn: 10 };

/** At most so many different ones, ordered as the disk went on. */
export function chooseImages(
  points: readonly CrashPoint[],
  imagesMax: number,
  random: Random,
): PowerCutImage[] {
  const chosen = new Map<string, PowerCutImage>();
  const rest: Candidate[][] = [];
  for (const [name, share] of Object.entries(shares) as [PowerCutClass, number][]) {
    const candidates = shuffled(
      points.flatMap((point) => some(candidatesAt(point, name), random)),
      random,
    );
    const quota = chosen.size + Math.ceil((imagesMax * share) / 100);
    rest.push(takeUpTo(chosen, candidates, Math.min(quota, imagesMax), random));
  }
  takeUpTo(chosen, shuffled(rest.flat(), random), imagesMax, random);
  return [...chosen.values()].sort((one, other) => one.point.durable - other.point.durable);
}

/** All of them, or a seeded choice. */
function some(candidates: Candidate[], random: Random): Candidate[] {
  if (candidates.length <= OF_A_CLASS_AND_POINT) return candidates;
  return Array.from(
    { length: OF_A_CLASS_AND_POINT },
    () => candidates[random.integer(0, candidates.length - 1)] as Candidate,
  );
}

/** Returns the candidates that were not looked at. */
function takeUpTo(
  chosen: Map<string, PowerCutImage>,
  candidates: readonly Candidate[],
  total: number,
  random: Random,
): Candidate[] {
  for (const [index, candidate] of candidates.entries()) {
    if (chosen.size >= total) return candidates.slice(index);
    const image = imageOf(candidate, random);
    const key = keyOf(image);
    if (!chosen.has(key)) chosen.set(key, image);
  }
  return [];
}

function candidatesAt(point: CrashPoint, name: PowerCutClass): Candidate[] {
  const { pending } = point;
  const numbered = (count: number): Candidate[] =>
    Array.from({ length: count }, (_, number) => ({ class: name, point, number }));
  switch (name) {
    case 'prefix':
      return numbered(pending.length + 1);
    case 'dropped':
      // Without its last one it is a prefix.
      return numbered(Math.max(0, pending.length - 1));
    case 'random':
      return pending.length < 2 ? [] : numbered(SUBSETS_OF_A_POINT);
    case 'torn':
      return numbered(pending.length).filter(({ number }) => {
        const write = pending[number];
        return write !== undefined && sectorsOf(write) > 1;
      });
    default:
      return name satisfies never;
  }
}

function imageOf({ class: name, point, number }: Candidate, random: Random): PowerCutImage {
  const whole = point.pending.map((write): AppliedWrite => ({ write, sectors: null }));
  switch (name) {
    case 'prefix':
      return { class: name, point, applied: whole.slice(0, number) };
    case 'dropped':
      return { class: name, point, applied: whole.filter((_, index) => index !== number) };
    case 'random':
      return { class: name, point, applied: whole.filter(() => random.integer(0, 1) === 1) };
    case 'torn':
      return {
        class: name,
        point,
        applied: whole.slice(0, number + 1).map((one, index) => (index === number ? torn(one, random) : one)),
      };
    default:
      return name satisfies never;
  }
}

/** Some of its sectors, not all, and not none. */
function torn({ write }: AppliedWrite, random: Random): AppliedWrite {
  const count = sectorsOf(write);
  const kept = new Set(
    Array.from({ length: count }, (_, index) => index).filter(() => random.integer(0, 1) === 1),
  );
  const one = random.integer(0, count - 1);
  if (kept.size === 0) kept.add(one);
  if (kept.size === count) kept.delete(one);
  return { write, sectors: kept };
}

/** Equal disks under an equal promise are one image. */
function keyOf({ point, applied }: PowerCutImage): string {
  const { place, window, durable } = point;
  const writes = applied.map(({ write, sectors }) =>
    sectors === null ? write.id : `${write.id}:${[...sectors].join('.')}`,
  );
  return `${place.directory} ${window.acked} ${window.attempted} ${durable} ${writes.join(',')}`;
}
