// The vocabulary of interleavings: what one client does in one step, which resources that touches, and what a
// schedule can decide between two steps. A resource has the same name in every schedule of a search.
import { z } from 'zod';

/**
 * How a step uses a resource. Two uses commute when both are `read`, or both are `change`; any other pair is
 * dependent. `change`: names entering or leaving one directory, which only who lists it can tell apart.
 */
export const accessModeSchema = z.enum(['read', 'change', 'write']);
export type AccessMode = z.infer<typeof accessModeSchema>;

/**
 * `name:<path>` a directory entry; `entries:<path>` a directory's list of names; `inode:<id>` content and
 * metadata of a file; `links:<id>` how many names it has; `lock:<id>` locks on an inode; `clock` virtual
 * time. Paths are relative to the schedule's directory (`.` is that directory itself). Inode ids tell who
 * made the file: `<client>.<n>` the n-th of a client, `i.<n>` one that was there before. `life:<client>` whether
 * that client lives, as others ask by its pid.
 */
export const accessSchema = z.object({ resource: z.string(), mode: accessModeSchema });
export type Access = z.infer<typeof accessSchema>;

/** What was done between two moments at which another client could have gone first, or one part of it. */
export interface Step {
  /** 0 for a clock jump, which belongs to no client. */
  client: number;
  /**
   * `operation` of the file system or on a lock; `wake` a virtual sleep ended; the others are the schedule's
   * doing.
   */
  kind: 'operation' | 'wake' | 'crash' | 'clock-jump' | 'stall' | 'pause';
  /**
   * For people, inodes as `{inode:<id>}`: `rename .tasks.tmp → tasks.yaml`, `try-lock flock tasks.yaml.lock:
   * busy`.
   */
  label: string;
  accesses: readonly Access[];
  /**
   * For each access the key under which a client is told that it is contended (`contended` of `Program`);
   * paths as opened, so that a client knows it before the operation: `name:<path>`, `entries:<path>`,
   * `content:<path>`, `links:<path>`, `lock:<path>`; `life:<client>`.
   */
  keys: readonly string[];
  /** The client was stopped before this step, and the schedule decided to run it (or to end it). */
  decided: boolean;
}

/**
 * What a schedule decides at one moment.
 * run: the client goes on until it next stands before something contended, sleeps or ends; of a sleeping
 * client the virtual clock moves on to its waking.
 * crash: the client dies here, before its pending step; the kernel drops its descriptors and locks.
 * clock-jump: the wall clock is set on by a minute, monotonic clocks and timers aren't; then another choice
 * is asked for.
 * stall: this client stands still for a second of both clocks, without its timers running, as in a slow
 * fsync; others go
 * on. pause: the same for a minute, as when it is stopped.
 */
export const choiceSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('run'), client: z.number().int().nonnegative() }),
  z.strictObject({ do: z.literal('crash'), client: z.number().int().nonnegative() }),
  z.strictObject({ do: z.literal('clock-jump') }),
  z.strictObject({ do: z.literal('stall'), client: z.number().int().nonnegative() }),
  z.strictObject({ do: z.literal('pause'), client: z.number().int().nonnegative() }),
]);
export type Choice = z.infer<typeof choiceSchema>;

/**
 * What can be wrong with one schedule; the table in anomalies/ defines each. The first eleven are anomalies
 * of its history, the others of a fresh client afterwards, of a single call, and of a client's own end in
 * strategy code.
 */
export const violationClassSchema = z.enum([
  'lost-update',
  'duplicate-rev',
  'rev-gap',
  'rev-rollback',
  'resurrected-write',
  'stale-read',
  'real-time-order',
  'torn-read',
  'phantom',
  'false-conflict',
  'committed-but-errored',
  'stuck-lock',
  'client-error',
  'hang',
  'death',
]);
export type ViolationClass = z.infer<typeof violationClassSchema>;

/** In the order above: damage to data comes before wrong answers to a client. */
export function compareClasses(one: { class: ViolationClass }, other: { class: ViolationClass }): number {
  const { options } = violationClassSchema;
  return options.indexOf(one.class) - options.indexOf(other.class);
}

/**
 * plain: writers only. stale-lock: a writer died earlier and left what it left. crash: one of them dies at
 * any
 * point. reader: a reader beside the writers. stall, clock-jump, pause: see `Choice`, once in a schedule.
 */
export const interleavingVariantSchema = z.enum([
  'plain',
  'stale-lock',
  'crash',
  'reader',
  'stall',
  'clock-jump',
  'pause',
]);
export type InterleavingVariant = z.infer<typeof interleavingVariantSchema>;
