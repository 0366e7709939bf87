// What a nemesis does to clients that contend for one document: kills, pauses, clock changes and the like, each
// at a moment that the clients' own steps define, never at a time of the machine. A plan is plain data, so that
// it can be carried out again, in part or elsewhere.
import { z } from 'zod';

/**
 * When something happens. commit: when for the n-th time (from 1) a client is about to change the document that
 * has changed it before, while others have changed it since; it happens to that client. step: after so many
 * turns of clients altogether; it happens to `client`, or to the next one that can go on.
 */
export const nemesisTriggerSchema = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('commit'), nth: z.number().int().min(1).max(1000) }),
  z.strictObject({
    on: z.literal('step'),
    nth: z.number().int().min(0).max(1_000_000),
    client: z.number().int().min(0).max(7),
  }),
]);
export type NemesisTrigger = z.infer<typeof nemesisTriggerSchema>;

const at = nemesisTriggerSchema;
const HOUR_MS = 3_600_000;
const standingMs = z.number().int().min(1).max(HOUR_MS);

/** All times are virtual. */
export const nemesisEventSchema = z.discriminatedUnion('do', [
  /** SIGKILL. */
  z.strictObject({ do: z.literal('kill'), at }),
  /** process.exit(0), with its handlers, in the middle of a call. */
  z.strictObject({ do: z.literal('exit'), at }),
  /** The client stands still, timers and all, and others go on: SIGSTOP, or a machine that is moved. */
  z.strictObject({ do: z.literal('pause'), at, ms: standingMs }),
  /** The same for at most a second, as in a slow call or a collection of garbage. */
  z.strictObject({ do: z.literal('stall'), at, ms: standingMs }),
  /** The wall clock of the machine is set on, or back; monotonic clocks don't notice. */
  z.strictObject({
    do: z.literal('clock'),
    at,
    ms: z
      .number()
      .int()
      .min(-HOUR_MS * 24)
      .max(HOUR_MS * 24),
  }),
  /** The wall clock that one client reads is set, and nobody else's; the times of files don't follow it. */
  z.strictObject({
    do: z.literal('own-clock'),
    at,
    ms: z
      .number()
      .int()
      .min(-HOUR_MS * 24)
      .max(HOUR_MS * 24),
  }),
  /** Every fsync of this client takes so long, from the start. */
  z.strictObject({ do: z.literal('slow-syncs'), client: z.number().int().min(0).max(7), ms: standingMs }),
  /** Somebody reads the document and keeps it open until the end. */
  z.strictObject({ do: z.literal('hold-open'), at }),
  /** A person saves the document by hand, unchanged but for a comment, and takes no lock. */
  z.strictObject({ do: z.literal('edit'), at }),
]);
export type NemesisEvent = z.infer<typeof nemesisEventSchema>;
export type NemesisDeed = NemesisEvent['do'];

export const nemesisPlanSchema = z.strictObject({
  /** Of the order in which clients take turns. */
  seed: z.number().int().min(0).max(0x7fffffff),
  writers: z.number().int().min(1).max(8),
  /** Acknowledged writes of each writer. */
  writes: z.number().int().min(1).max(100),
  readers: z.number().int().min(0).max(7),
  /** Kills are real SIGKILLs; else they are imitated within the process, which is much faster. */
  realDeaths: z.boolean(),
  events: z.array(nemesisEventSchema).max(100),
});
export type NemesisPlan = z.infer<typeof nemesisPlanSchema>;

/**
 * What a failure is put down to: the least ordinary of the events without which it does not happen. contention:
 * it needs none of them. outside: an edit by hand, which no strategy can know of.
 */
export const nemesisCauseSchema = z.enum(['contention', 'slowness', 'deaths', 'pauses', 'clock', 'outside']);
export type NemesisCause = z.infer<typeof nemesisCauseSchema>;

const causes: Readonly<Record<NemesisDeed, NemesisCause>> = {
  'slow-syncs': 'slowness',
  stall: 'slowness',
  'hold-open': 'slowness',
  kill: 'deaths',
  exit: 'deaths',
  pause: 'pauses',
  clock: 'clock',
  'own-clock': 'clock',
  edit: 'outside',
};

export const causeOfDeed = (deed: NemesisDeed): NemesisCause => causes[deed];

export function causeOf(events: readonly Pick<NemesisEvent, 'do'>[]): NemesisCause {
  const { options } = nemesisCauseSchema;
  const ranks = events.map((event) => options.indexOf(causes[event.do]));
  return options[Math.max(0, ...ranks)] ?? 'contention';
}
