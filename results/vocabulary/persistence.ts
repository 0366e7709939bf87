// The vocabulary of crash consistency: the persistence models that a disk is judged by, the ways in which a
// promise can be broken, and what a document may be at a crash point.
import { z } from 'zod';

/** The ladder of adversaries, weakest first; each permits every state that the one before it permits. */
export const ladder = ['kill', 'ordered', 'journaled', 'weakest'] as const;
export type LadderModel = (typeof ladder)[number];

/** `non-atomic-rename` contains `weakest` and is reported beside the ladder, never in the grade. */
export const persistenceModelSchema = z.enum([...ladder, 'non-atomic-rename']);
export type PersistenceModelId = z.infer<typeof persistenceModelSchema>;

/** What can be wrong with the state after a crash; anomalies/crash-anomalies.ts defines each. */
export const failureKindSchema = z.enum([
  'lost-acknowledged-write',
  'torn-document',
  'zero-length-document',
  'missing-document',
  'phantom-document',
  'recovery-failed',
  'follow-up-failed',
  'litter',
]);
export type FailureKind = z.infer<typeof failureKindSchema>;

/**
 * What the document's place looked like before the first write of the recording. document-linked: it is there,
 * and is written through a symbolic link in another directory. writer-died: it is there, and another writer died
 * right before the last sync of its write. document-resized: it is there, and the documents that are written are
 * larger than it, and then smaller.
 */
export const variantIdSchema = z.enum([
  'document-present',
  'document-absent',
  'directory-absent',
  'document-linked',
  'document-resized',
  'writer-died',
]);
export type VariantId = z.infer<typeof variantIdSchema>;

/** Which attempt a document belongs to. token null: it carries none. */
export const documentIdentitySchema = z.strictObject({ rev: z.number(), token: z.string().nullable() });
export type DocumentIdentity = z.infer<typeof documentIdentitySchema>;

/**
 * At a crash point the document must be that of an attempt from the last acknowledged to the last attempted.
 * null: none yet.
 */
export const crashWindowSchema = z.strictObject({
  lastAcked: documentIdentitySchema.nullable(),
  lastAttempted: documentIdentitySchema.nullable(),
});
export type CrashWindow = z.infer<typeof crashWindowSchema>;

/** An effect that is not (or not wholly) on the disk although its call had been made before the crash. */
export const lostEffectSchema = z.strictObject({
  effect: z.number().int().nonnegative(),
  extent: z.enum(['whole', 'part']),
  detail: z.string(),
});
export type LostEffect = z.infer<typeof lostEffectSchema>;
