// What is kept of a lab as the reference: its record, and of each platform's judged run the decisions with their
// reasons and what the mount does, without counterexamples, samples and paths of the machine; and the page that
// is made of it. Pure.
import { z } from 'zod';
import { platformSchema } from '../../results/facts/run-record.js';
import { judgedStrategySchema } from '../../results/verdicts/judged.js';
import { type LabRecord, labRecordSchema } from '../../results/verdicts/lab-record.js';
import { type LabJudged, unplaced } from '../platform/lab-rows.js';
import { labMarkdown, shortOptions } from '../platform/lab-text.js';

const keptPlatformSchema = z.object({
  platform: platformSchema.pick({ os: true, release: true, node: true, fileSystem: true }),
  strategies: z.array(
    judgedStrategySchema.pick({
      id: true,
      selected: true,
      availability: true,
      claims: true,
      scopes: true,
      reason: true,
    }),
  ),
});

export const platformsRecordSchema = z.object({
  lab: labRecordSchema,
  /** By platform, of those on which something was run. */
  judged: z.record(z.string(), keptPlatformSchema),
});
export type PlatformsRecord = z.infer<typeof platformsRecordSchema>;

export function platformsRecordOf(lab: LabRecord, judged: ReadonlyMap<string, LabJudged>): PlatformsRecord {
  // Parsing leaves out what the schemas do not name.
  const kept = [...judged].map(([id, one]) => [id, placeless(keptPlatformSchema.parse(one))]);
  return platformsRecordSchema.parse({ lab, judged: Object.fromEntries(kept) });
}

/** Where it was mounted is of the machine, and no reader has it. */
function placeless(one: z.infer<typeof keptPlatformSchema>): LabJudged {
  const { fileSystem } = one.platform;
  const { syncs, renames } = fileSystem;
  const told = <T extends { reason: string }>(given: T): T => ({
    ...given,
    reason: unplaced(given.reason, one),
  });
  const strategies = one.strategies
    .filter(({ selected }) => selected)
    .map((strategy) => ({
      ...told(strategy),
      scopes: Object.fromEntries(
        Object.entries(strategy.scopes).flatMap(([scope, decided]) =>
          decided === undefined ? [] : [[scope, told(decided)]],
        ),
      ) as typeof strategy.scopes,
    }));
  return {
    platform: {
      ...one.platform,
      fileSystem: {
        ...fileSystem,
        mount: '/',
        options: shortOptions(fileSystem.options),
        ...(syncs === undefined ? {} : { syncs: told(syncs) }),
        ...(renames === undefined ? {} : { renames: told(renames) }),
      },
    },
    strategies,
  };
}

/** The page of docs/platforms-found.md. */
export function platformsPage({ lab, judged }: PlatformsRecord): string {
  const [title = '', ...rest] = labMarkdown(lab, new Map(Object.entries(judged)))
    .trimEnd()
    .split('\n');
  const made =
    '<!-- Made of docs/evidence/platforms.json by `npm run docs`; `npm run platforms` makes that anew. -->';
  return [title, '', made, ...rest, ''].join('\n');
}
