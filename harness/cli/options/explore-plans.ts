// The options of `holdfast explore`, as plans for the search: one for each variant. Pure; combinations that
// would search nothing, or that no machine gets through, are refused here with what to ask for instead.
import { type InterleavingVariant, interleavingVariantSchema } from '../../../results/vocabulary/schedule.js';
import type { InterleavingPlan } from '../../../scenarios/lab.js';
import { usageError } from '../cli-error.js';
import { oneOf } from './option-values.js';
import { select, splitList } from './selection.js';

export interface PlanFlags {
  clients: number;
  writes: number;
  readers?: number;
  variant?: string[];
  search: InterleavingPlan['search'];
  preemptions?: number;
  schedules?: number;
  maxTime: number;
  all?: true;
}

export const exploreDefaults = {
  clients: 2,
  writes: 2,
  preemptions: 3,
  maxTimeMs: 60_000,
  /** For dfs only a safety limit; the bound on preemptions is what counts. */
  schedules: { dfs: 1_000_000, pct: 1000, walk: 1000 },
} as const;

const most = { clients: 3, writes: 5, readers: 2, preemptions: 6, schedules: 10_000_000 } as const;

export const parseSearch = oneOf('--search', ['dfs', 'pct', 'walk']);
export const parseScope = oneOf('--scope', ['processes', 'threads']);
export const parseClients = wholeNumber(
  '--clients',
  1,
  most.clients,
  'more make more schedules than anybody can run',
);
export const parseWrites = wholeNumber(
  '--writes',
  1,
  most.writes,
  'more make more schedules than anybody can run',
);
export const parseReaders = wholeNumber('--readers', 0, most.readers, 'more show nothing new');
export const parsePreemptions = wholeNumber(
  '--preemptions',
  0,
  most.preemptions,
  'known races need three or fewer',
);
export const parseSchedules = wholeNumber('--schedules', 1, most.schedules, 'give --max-time instead');

/** The time is shared equally. */
export function explorePlans(flags: PlanFlags): InterleavingPlan[] {
  const variants = chosenVariants(flags.variant ?? []);
  refuseEmpty(flags, variants);
  const { search } = flags;
  return variants.map((variant) => ({
    variant,
    writers: flags.clients,
    writes: flags.writes,
    readers: variant === 'reader' ? (flags.readers ?? 1) : 0,
    search,
    preemptions: search === 'walk' ? 0 : (flags.preemptions ?? exploreDefaults.preemptions),
    schedulesMax: flags.schedules ?? exploreDefaults.schedules[search],
    msMax: Math.max(1, Math.floor(flags.maxTime / variants.length)),
    findAll: flags.all === true,
  }));
}

function chosenVariants(typed: readonly string[]): InterleavingVariant[] {
  const ids = interleavingVariantSchema.options;
  const chosen = select(splitList(typed), { flag: '--variant', kind: 'variants', ids, defaults: ['plain'] });
  return ids.filter((id) => chosen.includes(id));
}

function refuseEmpty(
  { clients, readers, search, preemptions }: PlanFlags,
  variants: readonly InterleavingVariant[],
): void {
  if (readers !== undefined && readers > 0 && !variants.includes('reader')) {
    throw usageError({
      what: `the variant ${variants.join(', ')} has no readers`,
      where: `--readers ${readers}`,
      remedy: 'add --variant reader, or leave --readers out',
    });
  }
  if (readers === 0 && variants.includes('reader')) {
    throw usageError({
      what: 'the variant reader needs one',
      where: '--readers 0',
      remedy: 'give --readers 1, or another --variant',
    });
  }
  if (clients === 1 && variants.some((variant) => variant !== 'reader')) {
    throw usageError({
      what: 'a single writer has no other client to be interleaved with',
      where: '--clients 1',
      remedy: 'give --clients 2, or put a reader beside it: --variant reader',
    });
  }
  if (search === 'walk' && preemptions !== undefined) {
    throw usageError({
      what: 'a random walk chooses at every moment and counts no preemptions',
      where: `--search walk --preemptions ${preemptions}`,
      remedy: 'leave --preemptions out, or give --search pct or --search dfs',
    });
  }
}

function wholeNumber(flag: string, min: number, max: number, why: string): (typed: string) => number {
  return (typed) => {
    const value = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw usageError({
      what: Number.isNaN(value)
        ? `"${typed}" is not a whole number`
        : `${typed} is not from ${min} to ${max}`,
      where: flag,
      remedy: `give a whole number from ${min} to ${max}${value > max ? `: ${why}` : ''}`,
    });
  };
}
