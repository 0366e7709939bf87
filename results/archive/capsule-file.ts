// Stores the capsules of a run as files below its directory, so that each can be passed on and replayed by
// its path. The names say what is inside; writing a capsule again replaces the file whole.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AnyCapsule } from '../capsules/any-capsule.js';
import type { Capsule } from '../capsules/crash-capsule.js';
import type { InterleavingCapsule } from '../capsules/interleaving-capsule.js';
import type { NemesisCapsule } from '../capsules/nemesis-capsule.js';
import { factsOf } from '../facts/facts-of.js';
import type { InterleavingsFact } from '../facts/interleavings-fact.js';
import { smallestViolations } from '../verdicts/smallest-violations.js';
import { causeOf } from '../vocabulary/nemesis-plan.js';
import { fileSafe } from './case-file.js';
import { writing } from './json-document.js';
import { type Publish, publishAtomically, syncDirectory } from './publishing.js';
import type { StoredRun } from './stored-run.js';

export const CAPSULES = 'capsules';

/** `<strategy>.<variant>.<model>.<kind>.json`: no two capsules of one strategy share it. */
export function capsuleFileName(
  strategy: string,
  { variant, model, outcome }: Pick<Capsule, 'variant' | 'model' | 'outcome'>,
): string {
  return `${fileSafe(strategy)}.${variant}.${model}.${outcome}.json`;
}

/** `<strategy>.<scope>.<variant>.<class>.json`: one for each that is told. */
export function interleavingFileName(
  strategy: string,
  { scope, variant, outcome }: Pick<InterleavingCapsule, 'scope' | 'variant' | 'outcome'>,
): string {
  return `${fileSafe(strategy)}.${scope}.${variant}.${outcome}.json`;
}

/** `<strategy>.nemesis.<cause>.<class>.json`: one for each that is told. */
export function nemesisFileName(
  strategy: string,
  { plan, outcome }: Pick<NemesisCapsule, 'plan' | 'outcome'>,
): string {
  return `${fileSafe(strategy)}.nemesis.${causeOf(plan.events)}.${outcome}.json`;
}

/**
 * Writes every capsule of a run to capsules/ below `dir`, and resolves with their names. Without any, nothing
 * is made. Rejects with UNWRITABLE.
 */
export async function saveCapsules(
  dir: string,
  { cases }: StoredRun,
  publish: Publish = publishAtomically,
): Promise<string[]> {
  const capsules = new Map<string, AnyCapsule>();
  for (const { entry, facts } of cases) {
    for (const capsule of factsOf(facts, 'crash-states').flatMap((fact) => fact.capsules)) {
      capsules.set(capsuleFileName(entry.strategy, capsule), capsule);
    }
    for (const capsule of factsOf(facts, 'nemesis').flatMap((fact) => fact.capsules)) {
      capsules.set(nemesisFileName(entry.strategy, capsule), capsule);
    }
    for (const fact of factsOf(facts, 'interleavings')) gather(entry.strategy, fact, capsules);
  }
  return save(dir, capsules, publish);
}

/** The same for an exploration of one strategy. */
export async function saveInterleavingCapsules(
  dir: string,
  strategy: string,
  fact: InterleavingsFact,
  publish: Publish = publishAtomically,
): Promise<string[]> {
  const capsules = new Map<string, AnyCapsule>();
  gather(strategy, fact, capsules);
  return save(dir, capsules, publish);
}

function gather(strategy: string, fact: InterleavingsFact, capsules: Map<string, AnyCapsule>): void {
  for (const { capsule } of smallestViolations(fact)) {
    if (capsule !== null) capsules.set(interleavingFileName(strategy, capsule), capsule);
  }
}

async function save(
  dir: string,
  capsules: ReadonlyMap<string, AnyCapsule>,
  publish: Publish,
): Promise<string[]> {
  if (capsules.size === 0) return [];
  const folder = join(dir, CAPSULES);
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true });
    await syncDirectory(dirname(folder));
  });
  for (const [name, capsule] of capsules) {
    const path = join(folder, name);
    await writing(path, () => publish(path, Buffer.from(`${JSON.stringify(capsule)}\n`)));
  }
  return [...capsules.keys()];
}
