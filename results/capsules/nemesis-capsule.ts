// A failure under a nemesis in a file: the fewest events that show it, with the clients that contended, so that
// they can be carried out again. Replaying runs the strategy that the capsule names.
import { z } from 'zod';
import { nemesisPlanSchema } from '../vocabulary/nemesis-plan.js';
import { violationClassSchema } from '../vocabulary/schedule.js';
import { readStrictly } from './strict-capsule.js';

export const NEMESIS_CAPSULE_SCHEMA_VERSION = 1;

const textMax = 4096;
const linesMax = 1000;
const documentBytesMax = 8 * 1024 * 1024;
const clientsMax = 8;
const text = z.string().max(textMax);

export const nemesisCapsuleSchema = z.strictObject({
  schemaVersion: z.literal(NEMESIS_CAPSULE_SCHEMA_VERSION),
  kind: z.literal('nemesis'),
  /** `reference`: a built-in id, or the absolute file URL of a module. */
  strategy: z.strictObject({ id: text, reference: text }),
  plan: nemesisPlanSchema,
  documentBytes: z.number().int().nonnegative().max(documentBytesMax),
  outcome: violationClassSchema,
  /** What went wrong, without its full stop. */
  sentence: text,
  /** The schedule of events, for people; not needed to replay it. */
  lines: z.array(text).max(linesMax),
  environment: z.strictObject({ platform: text, node: text, holdfast: text, fileSystem: text }),
});
export type NemesisCapsule = z.infer<typeof nemesisCapsuleSchema>;

/** Of a value that may be anything. Throws CapsuleError, saying what is wrong and where. */
export function checkNemesisCapsule(value: unknown): NemesisCapsule {
  return readStrictly(value, nemesisCapsuleSchema, ({ plan }) => {
    const { writers, readers, events } = plan;
    const clients = writers + readers;
    if (clients > clientsMax) return `plan.readers: more than ${clientsMax} clients`;
    const beyond = events.findIndex((event) => {
      if (event.do === 'slow-syncs') return event.client >= clients;
      return event.at.on === 'step' && event.at.client >= clients;
    });
    return beyond === -1 ? null : `plan.events.${beyond}: of a client that is not there`;
  });
}
