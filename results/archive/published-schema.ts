// The JSON Schemas of run.json and judged.json, for whoever reads them without this package. They are derived
// from the zod schemas that every file is validated with, so the two can't drift apart. They describe what this
// release accepts: fields that it doesn't know are allowed and passed over.
import { z } from 'zod';
import { RUN_SCHEMA_VERSION, runSchema } from '../facts/run-record.js';
import { JUDGED_SCHEMA_VERSION, judgedSchema } from '../verdicts/judged.js';

/** A JSON Schema document, draft 2020-12. */
export type JsonSchema = Record<string, unknown>;

/** Of judged.json, which is also what `--json` prints. */
export function judgedJsonSchema(): JsonSchema {
  return published(judgedSchema, `urn:holdfast:judged:${JUDGED_SCHEMA_VERSION}`, 'A judged run of Holdfast');
}

/** Of run.json, the index of a stored run. */
export function runJsonSchema(): JsonSchema {
  return published(
    runSchema,
    `urn:holdfast:run:${RUN_SCHEMA_VERSION}`,
    'The index of a stored run of Holdfast',
  );
}

function published(schema: z.ZodType, id: string, title: string): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, $id: id, title, ...rest };
}
