// What a host process is told for each case, and what it tells back: plain data over IPC. Facts don't travel by
// message; the host writes each to a file as soon as it is complete.
import { z } from 'zod';
import { profileSchema } from '../../results/facts/run-record.js';
import { recorderSchema } from '../../results/vocabulary/recorder.js';
import { scopeSchema } from '../../results/vocabulary/verdict.js';

export const caseTaskSchema = z.object({
  strategy: z.string(),
  scenario: z.string(),
  scope: scopeSchema,
  profile: profileSchema,
  seed: z.number().int(),
  recorder: recorderSchema,
  /** The case's own directory; everything it writes is below. */
  directory: z.string(),
  /** Where the run notes living processes; see the registry of processes. */
  pidsDirectory: z.string(),
});
export type CaseTask = z.infer<typeof caseTaskSchema>;

/** Facts of the case, one JSON document a line. */
export const FACTS_FILE = 'facts.jsonl';
/** The host's own activity mark. */
export const ACTIVITY_FILE = 'activity';

/** Sent while the host's event loop turns; silence means that strategy code spins in it. */
export const ALIVE = 'alive';
export const ALIVE_EVERY_MS = 500;

/** done: every fact is written. faulted: the harness itself failed, with the reason. */
export const caseEndSchema = z.discriminatedUnion('say', [
  z.object({ say: z.literal('done') }),
  z.object({ say: z.literal('faulted'), reason: z.string(), code: z.string().nullable() }),
]);
export type CaseEnd = z.infer<typeof caseEndSchema>;
