// What one strategy showed on one file system when the power was cut, written by hand: it lost nothing, unless
// `failed` images are asked for. It says nothing about any real strategy.
import type { PowerCutSession } from '../verdicts/power-cuts.js';

export function powerCutSession(given: Partial<PowerCutSession> & { failed?: number }): PowerCutSession {
  const { failed = 0, ...rest } = given;
  return {
    strategy: 'mine',
    fileSystem: 'ext4',
    mountedWith: '',
    options: 'rw',
    mutant: false,
    documentBytes: 1200,
    seed: 1,
    grade: 'weakest',
    distrust: null,
    places: 1,
    acknowledged: 3,
    flushes: 4,
    crashPoints: 40,
    classes: [{ class: 'prefix', images: 10, failed }],
    failures: failed === 0 ? [] : [{ kind: 'lost-acknowledged-write', images: failed }],
    unmountable: 0,
    followUps: { tried: 2, locked: 0 },
    example: null,
    ...rest,
  };
}
