// How far figures of speed can be relied on, in sentences: how few samples an upper quantile rests on, and whether
// the machine did something else meanwhile.
import type { Speed } from '../../results/verdicts/speed.js';
import { counted } from '../text/quantity.js';

/** Shares of all processor time above which figures are those of a loaded machine. */
const OTHERS_MAX = 0.25;
const STOLEN_MAX = 0.05;
/** Two series of one strategy that are so far apart tell nothing finer. */
const NOISE_MAX = 0.1;

export function reliabilityOfSpeed(subjects: readonly { id: string; speed: Speed }[]): string[] {
  return [...adequacy(subjects), ...load(subjects), ...noise(subjects)];
}

/** `The p99 of 120 samples rests on 2 of them.` */
function adequacy(subjects: readonly { speed: Speed }[]): string[] {
  const told = subjects.filter(({ speed }) => speed.figures.some(({ name }) => name === 'p99'));
  const counts = [...new Set(told.flatMap(({ speed }) => speed.writes ?? []))].sort((a, b) => a - b);
  return counts.map(
    (n) => `The p99 of ${counted(n, 'sample')} rests on ${Math.max(1, Math.ceil(n / 100))} of them.`,
  );
}

function load(subjects: readonly { id: string; speed: Speed }[]): string[] {
  const others = subjects.filter(({ speed }) => (speed.machine?.others ?? 0) > OTHERS_MAX);
  const stolen = subjects.filter(({ speed }) => (speed.machine?.stolen ?? 0) > STOLEN_MAX);
  const most = Math.max(0, ...others.map(({ speed }) => speed.machine?.others ?? 0));
  return [
    ...(others.length === 0
      ? []
      : [
          `The machine was busy with something else, for up to ${percent(most)} of its processor time: these are figures of a loaded machine.`,
        ]),
    ...(stolen.length === 0
      ? []
      : [
          `The host of this virtual machine took up to ${percent(Math.max(...stolen.map(({ speed }) => speed.machine?.stolen ?? 0)))} of its processor time.`,
        ]),
  ];
}

function noise(subjects: readonly { id: string; speed: Speed }[]): string[] {
  const noisy = subjects.flatMap(({ id, speed: { noise: pair } }) =>
    pair !== null && Math.abs(pair.value - 1) > NOISE_MAX ? [id] : [],
  );
  if (noisy.length === 0) return [];
  return [`Noisy, more than 10 % from itself: ${noisy.join(', ')}; measure these again on a quiet machine.`];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
