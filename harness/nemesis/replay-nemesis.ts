// Carries out the plan of a nemesis capsule again, several times: who goes on is drawn from the plan's seed, but
// clients whose own steps depend on chance may take others, so a failure that shows only sometimes is said to be
// seen k of n times.
import type { NemesisCapsule } from '../../results/capsules/nemesis-capsule.js';
import type { NemesisReplay } from '../../results/verdicts/nemesis-replay.js';
import { carryOut, type NemesisRuntime } from './carry-out-plan.js';
import { tellStory } from './nemesis-story.js';

const TRIES = 5;

export function notReplayed({ outcome }: NemesisCapsule, reason: string): NemesisReplay {
  return { verdict: 'inconclusive', reason, recorded: outcome, now: null };
}

export async function replayNemesis(
  capsule: NemesisCapsule,
  runtime: NemesisRuntime,
): Promise<NemesisReplay> {
  const { outcome: recorded, plan, documentBytes } = capsule;
  const violations = new Map<string, { class: typeof recorded; sentence: string }>();
  let seen = 0;
  let lines: string[] = [];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const carried = await carryOut(runtime, plan, documentBytes);
    const { ending } = carried.execution;
    if (ending.type === 'distrust') return notReplayed(capsule, ending.reason);
    const shown = carried.violations.some((found) => found.class === recorded);
    for (const found of carried.violations) {
      const sentence = tellStory(carried, found.class)?.sentence ?? found.sentence;
      if (!violations.has(found.class)) violations.set(found.class, { class: found.class, sentence });
    }
    if (shown && seen === 0) lines = tellStory(carried, recorded)?.lines ?? [];
    if (shown) seen += 1;
  }
  const now = { seen, tries: TRIES, violations: [...violations.values()], lines };
  const often = `${recorded} was seen ${seen} of ${TRIES} times`;
  const others = now.violations.map((found) => found.class).filter((kind) => kind !== recorded);
  const instead =
    seen > 0 ? '' : others.length > 0 ? `; instead: ${others.join(', ')}` : '; nothing went wrong';
  return { verdict: seen > 0 ? 'same' : 'different', reason: `${often}${instead}`, recorded, now };
}
