// The audit of a strategy's syncs for people: one row for each call site instead of one for each call. Rows
// are joined by call and path without numbers and random parts. Over several recordings the most cautious
// role counts, so that a sync that was needed once is never called useless.
import { z } from 'zod';
import { persistenceModelSchema, variantIdSchema } from '../vocabulary/persistence.js';
import { type CrashVariant, type SyncAudit, syncAuditSchema } from './crash-states-fact.js';

export const syncSummarySchema = z.object({
  call: z.string(),
  path: z.string(),
  /** The situations in which it ran. */
  variants: z.array(variantIdSchema),
  /** How often it ran in all of them. */
  times: z.number().int(),
  costNsMedian: z.number(),
  /** As in a single audit, over all the times. */
  dropped: syncAuditSchema.shape.dropped,
  /** Models that would be survived everywhere if this sync came right before the acknowledgement instead. */
  movedToAcknowledgement: z.array(persistenceModelSchema),
});
export type SyncSummary = z.infer<typeof syncSummarySchema>;
export type SyncRole = SyncAudit['dropped'][number]['role'];

/** The most cautious first. */
const caution: readonly SyncRole[] = ['necessary', 'undecided', 'moot', 'useless'];

/** In the order in which they first ran. */
export function summariseSyncs(variants: readonly Pick<CrashVariant, 'variant' | 'audit'>[]): SyncSummary[] {
  const groups = new Map<string, { variant: CrashVariant['variant']; audit: SyncAudit }[]>();
  for (const { variant, audit } of variants) {
    for (const one of audit) {
      const key = `${masked(one.call)}\n${masked(one.path)}`;
      groups.set(key, [...(groups.get(key) ?? []), { variant, audit: one }]);
    }
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const audits = group.map(({ audit }) => audit);
    const same = audits.every(({ call, path }) => call === first.audit.call && path === first.audit.path);
    return [
      {
        call: same ? first.audit.call : masked(first.audit.call),
        path: same ? first.audit.path : masked(first.audit.path),
        variants: [...new Set(group.map(({ variant }) => variant))],
        times: audits.length,
        costNsMedian: median(audits.map(({ costNs }) => costNs)),
        dropped: rolesOf(audits),
        movedToAcknowledgement: gainedBy(audits),
      },
    ];
  });
}

/**
 * The name of a call site or a path without what changes from write to write: counters, pids, random digits.
 */
export function masked(name: string): string {
  return name.replace(/[0-9a-f]*\d[0-9a-f]*/gi, '*');
}

function rolesOf(audits: readonly SyncAudit[]): SyncAudit['dropped'] {
  const roles = new Map<SyncAudit['dropped'][number]['model'], SyncRole>();
  for (const { model, role } of audits.flatMap(({ dropped }) => dropped)) {
    const known = roles.get(model);
    if (known === undefined || caution.indexOf(role) < caution.indexOf(known)) roles.set(model, role);
  }
  return [...roles].map(([model, role]) => ({ model, role }));
}

/** Gained at least once, and nowhere still failing. */
function gainedBy(audits: readonly SyncAudit[]): SyncSummary['movedToAcknowledgement'] {
  const gained = new Set(audits.flatMap(({ movedToAcknowledgement }) => movedToAcknowledgement));
  return [...gained].filter((model) =>
    audits.every(
      ({ dropped, movedToAcknowledgement }) =>
        movedToAcknowledgement.includes(model) ||
        dropped.some((one) => one.model === model && (one.role === 'useless' || one.role === 'necessary')),
    ),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
