// Results of searches through interleavings, by hand, as facts and as judged: everything covered and nothing
// found, unless stated otherwise; and the violations of `lockfile` and M0.3.
import type { InterleavingCapsule } from '../capsules/interleaving-capsule.js';
import type { InterleavingsFact, InterleavingVariantResult, Violation } from '../facts/interleavings-fact.js';
import type { InterleavingEvidence } from '../verdicts/judged.js';
import type { LaneLine } from '../vocabulary/interleaving-story.js';
import {
  type Choice,
  type InterleavingVariant,
  interleavingVariantSchema,
  type ViolationClass,
} from '../vocabulary/schedule.js';
import { writtenInterleavingCapsule } from './interleaving-capsule-fixture.js';

export const robbed: LaneLine[] = [
  { client: 0, text: 'mkdir A/tasks.yaml.lock', preempted: null },
  { client: null, text: 'the wall clock is set on by a minute', preempted: null },
  { client: 1, text: 'stat A/tasks.yaml.lock: stale', preempted: 0 },
  { client: 1, text: 'rmdir A/tasks.yaml.lock', preempted: null },
  { client: 1, text: 'rename B/.tasks.tmp → A/tasks.yaml', preempted: null },
  { client: 0, text: 'rename C/.tasks.tmp → A/tasks.yaml', preempted: null },
];

export function violationOf(kind: ViolationClass, changes: Partial<Violation> = {}): Violation {
  return {
    class: kind,
    preemptions: 1,
    afterSchedules: 11,
    schedules: 1,
    sentence: 'Client 1 took the lock of client 0 for stale, and both wrote rev 2',
    lanes: robbed,
    capsule: 0,
    ...changes,
  };
}

/**
 * What `quick` asks for, done. A violation ends the search of its variant one preemption short of where it
 * was found.
 */
export function resultOf(
  variant: InterleavingVariant,
  violations: Violation[] = [],
  changes: Partial<InterleavingVariantResult> = {},
): InterleavingVariantResult {
  const [first] = violations;
  return {
    variant,
    writers: 2,
    writes: variant === 'reader' ? 1 : 2,
    readers: variant === 'reader' ? 1 : 0,
    search: 'dfs',
    coverage: { completeTo: first === undefined ? 2 : first.preemptions - 1 || null, sampled: 0 },
    distrust: null,
    schedules: 120,
    cut: 40,
    steps: 4800,
    durationMs: 700,
    violations,
    ...changes,
  };
}

export function capsuleOf(changes: Partial<InterleavingCapsule> = {}): InterleavingCapsule {
  const variant = changes.variant ?? 'clock-jump';
  return writtenInterleavingCapsule({
    strategy: { id: 'lockfile', reference: 'lockfile' },
    variant,
    contended: ['name:tasks.yaml.lock'],
    choices: [{ do: 'run', client: 0 }, ...befalling(variant), { do: 'run', client: 1 }],
    preemptions: 1,
    sentence: 'Client 1 took the lock of client 0 for stale, and both wrote rev 2',
    lanes: robbed,
    ...changes,
  });
}

function befalling(variant: InterleavingVariant): Choice[] {
  switch (variant) {
    case 'clock-jump':
      return [{ do: variant }];
    case 'crash':
    case 'stall':
    case 'pause':
      return [{ do: variant, client: 0 }];
    case 'plain':
    case 'stale-lock':
    case 'reader':
      return [];
  }
}

/** All variants, those replaced that `results` has. */
export function interleavingsFact(
  results: readonly InterleavingVariantResult[] = [],
  changes: Partial<InterleavingsFact> = {},
): InterleavingsFact {
  return {
    kind: 'interleavings',
    seed: 7,
    scope: 'processes',
    unavailable: null,
    variants: [
      ...interleavingVariantSchema.options.flatMap((variant) => {
        const own = results.filter((result) => result.variant === variant);
        return own.length > 0 ? own : [resultOf(variant)];
      }),
    ],
    capsules: [],
    ...changes,
  };
}

export const noInterleavings: InterleavingsFact = interleavingsFact([], {
  unavailable: {
    reason: 'there are no named pipes on Windows',
    remedy: 'Run this scenario on Linux or macOS',
  },
  variants: [],
});

/** `lockfile`: sound under every schedule as long as time goes as it should. */
export function lockfileFact(scope: InterleavingsFact['scope']): InterleavingsFact {
  const capsules = (['clock-jump', 'pause'] as const).map((variant) => capsuleOf({ scope, variant }));
  return interleavingsFact(
    [
      resultOf('clock-jump', [violationOf('lost-update')]),
      resultOf('pause', [violationOf('lost-update', { capsule: 1 })]),
    ],
    { scope, capsules },
  );
}

/** As it is judged: with the places of the capsules. */
export function searchOf(
  strategy: string,
  { scope, unavailable, variants }: InterleavingsFact,
): InterleavingEvidence {
  return {
    scope,
    unavailable,
    variants: variants.map((result) => ({
      ...result,
      violations: result.violations.map(({ capsule: _, ...violation }) => ({
        ...violation,
        file: `capsules/${strategy}.${scope}.${result.variant}.${violation.class}.json`,
      })),
    })),
  };
}

/** M0.3 in both scopes: found with plain schedules, and therefore under every circumstance. */
export const m03Searches = (['threads', 'processes'] as const).map((scope) => {
  const raced = violationOf('lost-update', {
    preemptions: 2,
    afterSchedules: 153,
    sentence: 'Client 0 removed the lock file that client 1 held, locked a new one, and both wrote rev 3',
    lanes: [
      { client: 0, text: 'unlock flock A/tasks.yaml.lock', preempted: null },
      { client: 1, text: 'try-lock flock A/tasks.yaml.lock: ok', preempted: 0 },
      { client: 0, text: 'unlink A/tasks.yaml.lock', preempted: 1 },
      { client: 0, text: 'try-lock flock B/tasks.yaml.lock: ok', preempted: null },
    ],
  });
  return searchOf(
    'm03',
    interleavingsFact([resultOf('plain', [raced]), resultOf('crash', [raced])], { scope }),
  );
});
