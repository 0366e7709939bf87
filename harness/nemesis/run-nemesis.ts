// Lets real clients contend for one document under plan after plan, and reports what went wrong, with the fewest
// events that show it, beside what was measured. A failure counts only if it shows again when its smallest plan
// is carried out anew, with deaths that are real ones.
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  NEMESIS_CAPSULE_SCHEMA_VERSION,
  type NemesisCapsule,
} from '../../results/capsules/nemesis-capsule.js';
import type { NemesisFact } from '../../results/facts/nemesis-fact.js';
import type { NemesisSize } from '../../scenarios/lab.js';
import type { CaseContext } from '../actors/case-context.js';
import { runtimeUnavailability } from '../interleavings/runtime/availability.js';
import { ClientStartError } from '../interleavings/runtime/client-host.js';
import { InitialStateError } from '../interleavings/runtime/initial-states.js';
import { openRuntime } from '../interleavings/runtime/runtime.js';
import { fileSystemOf } from '../platform/file-system.js';
import { holdfastVersion } from '../version.js';
import { carryOut, type NemesisRuntime } from './carry-out-plan.js';
import { FailureCollector } from './failure-collector.js';
import { makePlans } from './make-plans.js';
import { addMeasures, measure, nothingMeasured } from './nemesis-measures.js';

export interface NemesisOptions {
  seed: number;
  /** Whether clients may be shared with other strategies: see `RuntimeOptions.shared`. */
  shared: boolean;
  /** Parts of the scenario; null: all. */
  parts: readonly string[] | null;
}

/** Rejects only when the harness itself is broken. */
export async function runNemesis(
  context: Pick<CaseContext, 'reference' | 'freshDirectory' | 'registerProcess'>,
  size: NemesisSize,
  options: NemesisOptions,
): Promise<NemesisFact> {
  const { reference, registerProcess } = context;
  const directory = context.freshDirectory('nemesis');
  const unavailable = await runtimeUnavailability(directory);
  const { writers, writes, readers } = size;
  const empty: NemesisFact = {
    kind: 'nemesis',
    seed: options.seed,
    unavailable,
    distrust: null,
    ...{ writers, writes, readers },
    plans: 0,
    executions: 0,
    ...nothingMeasured(),
    failures: [],
    capsules: [],
  };
  if (unavailable !== null) return empty;
  const environment = await environmentOf(directory);
  try {
    const { shared } = options;
    const clients = writers + readers;
    const runtime = await openRuntime({
      scope: 'processes',
      ...{ reference, directory, registerProcess, clients, shared },
    });
    try {
      return await carryOutAll(runtime, reference, environment, size, options, empty);
    } finally {
      await runtime.dispose();
    }
  } catch (error) {
    // Clients that don't start, or can't make the initial state alone, leave nothing to conclude.
    if (!(error instanceof ClientStartError || error instanceof InitialStateError)) throw error;
    return { ...empty, distrust: error.message };
  }
}

async function carryOutAll(
  runtime: NemesisRuntime,
  reference: string,
  environment: NemesisCapsule['environment'],
  size: NemesisSize,
  { seed, parts }: NemesisOptions,
  empty: NemesisFact,
): Promise<NemesisFact> {
  const { documentBytes } = size;
  const fact: NemesisFact = { ...empty, ...nothingMeasured() };
  const carry = async (plan: NemesisCapsule['plan']) => {
    fact.executions += 1;
    return await carryOut(runtime, plan, documentBytes);
  };
  const failures = new FailureCollector(carry);
  // Shows where the moments are at which trouble is aimed, before there is any.
  const [plain] = makePlans(size, seed, true, ['plain']);
  if (plain === undefined) return fact;
  const undisturbed = await carry(plain.plan);
  const planned = makePlans(size, seed, undisturbed.run.commits >= 2, parts);
  for (const { part, plan } of planned) {
    const carried = part === 'plain' ? undisturbed : await carry(plan);
    const { ending } = carried.execution;
    if (ending.type === 'distrust') {
      fact.distrust = ending.reason;
      break;
    }
    fact.plans += 1;
    addMeasures(fact, measure(carried));
    await failures.add(carried);
  }
  fact.distrust ??= failures.distrust;
  for (const { failure, plan } of failures.found) {
    const { class: outcome, sentence, lines } = failure;
    const capsule = fact.capsules.push({
      schemaVersion: NEMESIS_CAPSULE_SCHEMA_VERSION,
      kind: 'nemesis',
      strategy: { id: nameOf(reference), reference },
      ...{ plan, documentBytes, outcome, sentence, lines, environment },
    });
    fact.failures.push({ ...failure, capsule: capsule - 1 });
  }
  return fact;
}

async function environmentOf(directory: string): Promise<NemesisCapsule['environment']> {
  const { type: fileSystem } = await fileSystemOf(directory);
  return {
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    holdfast: holdfastVersion,
    fileSystem,
  };
}

/** Strategy code runs in clients only, so a module goes by the name of its file. */
function nameOf(reference: string): string {
  return reference.startsWith('file:') ? parse(fileURLToPath(reference)).name : reference;
}
