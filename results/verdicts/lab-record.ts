// What a lab has found so far, as lab.json keeps it: one entry for each platform, in the order in which they
// were taken. The runs themselves lie beside it, one directory each.
import { z } from 'zod';
import type { Profile } from '../facts/run-record.js';
import type { Policy } from '../vocabulary/verdict.js';

export const LAB_SCHEMA_VERSION = 1;

/** What became of a strategy that was given one file's path to keep its document at. */
export const fileTrialSchema = z.object({
  strategy: z.string(),
  /** kept: it read back what it had written. refused: it failed, and said so. lost: anything else. */
  outcome: z.enum(['kept', 'refused', 'lost']),
  /** One sentence without its full stop; empty when it was kept. */
  reason: z.string(),
});
export type FileTrial = z.infer<typeof fileTrialSchema>;

export type LabOutcome =
  /** A run is stored in the directory `run` beside lab.json; cut off, if `status` says so. */
  | { type: 'run'; run: string; status: 'finished' | 'interrupted' }
  /** It holds one file; what each strategy did there. */
  | { type: 'file'; trials: FileTrial[] }
  /** It could not be made here. */
  | { type: 'skipped'; reasons: string[] }
  /** It was made, and nothing could be run there: full, read-only, or something went wrong. */
  | { type: 'failed'; reason: string };

export interface LabResult {
  /** As `--only` selects it. */
  id: string;
  title: string;
  outcome: LabOutcome;
  durationMs: number;
}

export interface LabRecord {
  schemaVersion: typeof LAB_SCHEMA_VERSION;
  holdfast: string;
  /** ISO 8601 in UTC. */
  startedAt: string;
  /** null: it is running, or was killed; what is listed had finished. */
  finishedAt: string | null;
  profile: Profile;
  policy: Policy;
  seed: number;
  strategies: string[];
  /** Platforms that were wanted; one without a result was not reached. */
  wanted: string[];
  results: LabResult[];
}
