// What modules and built-in strategies are, asked of them in child processes, for loading somebody's module
// may do anything. The answer is what a module claims to be; whether it works is for the scenarios to find
// out.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { strategyInfoSchema } from '../../results/facts/run-record.js';
import { type ChildEnding, forkEntry } from '../processes/fork.js';
import { EnvironmentError, type StrategyReference } from './run-contract.js';
import { idOfReference, nameOfReference } from './strategy-name.js';

const ENTRY = new URL('./describe-entry.js', import.meta.url);
const ANSWER_MS_MAX = 10_000;

const describedSchema = strategyInfoSchema.omit({ selected: true, module: true });
export type DescribedStrategy = z.infer<typeof describedSchema>;

const descriptionSchema = z.discriminatedUnion('type', [
  /** `described` null: it has an id, but does not say, or has not yet said, whether it is available here. */
  z.object({ type: z.literal('strategy'), id: z.string(), described: describedSchema.nullable() }),
  /** `lack`: what is missing from a strategy, as half a sentence. */
  z.object({ type: z.literal('other'), lack: z.string() }),
  /** It threw, ended its process or did not come to an end while it was loaded. */
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type ModuleDescription = z.infer<typeof descriptionSchema>;

/**
 * One for each reference of the child's arguments as it is loaded, and one more when it has said what it
 * needs.
 */
export const describeReportSchema = z.object({ reference: z.string(), description: descriptionSchema });
export type DescribeReport = z.infer<typeof describeReportSchema>;

/**
 * Of users' modules. A module is asked once, like an import: the command line needs the answer to select, a
 * run to plan.
 */
const known = new Map<string, Promise<ModuleDescription>>();

/** `url`: a file: URL. Never rejects. `msMax`: how long the module may take to load. */
export function describeModule(url: string, msMax = ANSWER_MS_MAX): Promise<ModuleDescription> {
  const asked = known.get(url) ?? askOne(url, msMax);
  known.set(url, asked);
  return asked;
}

/**
 * One that can't say what it is stays in the run under the name of its file: its cases will show what
 * happened.
 */
export async function describeStrategies(
  references: readonly StrategyReference[],
): Promise<Map<StrategyReference, DescribedStrategy>> {
  const builtIn = references.filter((reference) => !reference.startsWith('file:'));
  // The built-in ones share a child; a user's module gets its own.
  const shared = builtIn.length > 0 ? ask(builtIn, ANSWER_MS_MAX) : null;
  const described = references.map(async (reference) => {
    const description = reference.startsWith('file:')
      ? await describeModule(reference)
      : (await shared)?.descriptions.get(reference);
    return [reference, describedAs(reference, description)] as const;
  });
  return new Map(await Promise.all(described));
}

/** Why a strategy can't be run on this machine; null: it can, or does not say. */
export async function unavailability(
  reference: StrategyReference,
): Promise<{ id: string; reason: string; remedy: string } | null> {
  const described = (await describeStrategies([reference])).get(reference);
  if (described === undefined || described.availability.available) return null;
  const { reason, remedy } = described.availability;
  return { id: described.id, reason, remedy };
}

/** Rejects with EnvironmentError when the strategy says that it can't be run on this machine. */
export async function requireAvailable(reference: StrategyReference): Promise<void> {
  const missing = await unavailability(reference);
  if (missing === null) return;
  const { id, reason, remedy } = missing;
  throw new EnvironmentError('strategy-unavailable', `${id} can't be run here: ${reason}. ${remedy}`);
}

async function askOne(url: string, msMax: number): Promise<ModuleDescription> {
  const { descriptions, ending } = await ask([url], msMax);
  return descriptions.get(url) ?? { type: 'failed', message: whyNoAnswer(ending) };
}

async function ask(
  references: readonly StrategyReference[],
  msMax: number,
): Promise<{ descriptions: Map<StrategyReference, ModuleDescription>; ending: ChildEnding }> {
  const descriptions = new Map<StrategyReference, ModuleDescription>();
  const child = forkEntry(ENTRY, {
    registerProcess: null,
    args: references,
    ipc: true,
    // Whatever the modules start while they are loaded is ended with the child.
    mark: `load-${process.pid}-${randomUUID()}`,
    msMax,
  });
  child.listen((message) => {
    const report = describeReportSchema.safeParse(message).data;
    if (report !== undefined) descriptions.set(report.reference, report.description);
  });
  return { ending: await child.ended, descriptions };
}

function whyNoAnswer(ending: ChildEnding): string {
  switch (ending.type) {
    case 'overdue':
      return `it had not finished loading after ${ending.msMax / 1000} s`;
    case 'failed':
      return ending.message;
    case 'killed':
      return `it ended the process while loading (${ending.signal})`;
    case 'exited':
      return `it ended the process while loading (exit code ${ending.code})`;
    default:
      return ending satisfies never;
  }
}

function describedAs(
  reference: StrategyReference,
  description: ModuleDescription | undefined,
): DescribedStrategy {
  if (description?.type === 'strategy' && description.described !== null) return description.described;
  const nameless: DescribedStrategy = {
    id: description?.type === 'strategy' ? description.id : idOfReference(reference),
    title: `${nameOfReference(reference)} (did not say what it is)`,
    role: 'candidate',
    claims: {},
    availability: { available: true },
  };
  if (description === undefined || description.type === 'strategy') return nameless;
  const reason =
    description.type === 'failed'
      ? `it can't be imported: ${description.message}`
      : `it exports no strategy: ${description.lack}`;
  return {
    ...nameless,
    availability: { available: false, reason, remedy: 'mend the module, or leave it out' },
  };
}
