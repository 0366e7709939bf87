// Holds the committed JSON Schemas of run.json, judged.json and the file of power cuts to the zod schemas with which
// every file is validated; UPDATE_SCHEMAS=1 rewrites them. They are for readers without this package, and describe
// what this release accepts: unknown fields are allowed and ignored.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RUN_SCHEMA_VERSION, runSchema } from '../facts/run-record.js';
import { JUDGED_SCHEMA_VERSION, judgedSchema } from '../verdicts/judged.js';
import { POWER_CUTS_SCHEMA_VERSION, powerCutsSchema } from '../verdicts/power-cuts.js';
import { digestField } from './digest.js';

/** A JSON Schema document, draft 2020-12. */
function published(schema: z.ZodType, id: string, title: string): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, $id: id, title, ...rest };
}

const run = published(
  runSchema.extend({ digest: digestField }),
  `urn:holdfast:run:${RUN_SCHEMA_VERSION}`,
  'The index of a stored run of Holdfast',
);
// Also what `--json` prints.
const judged = published(
  judgedSchema.extend({ digest: digestField }),
  `urn:holdfast:judged:${JUDGED_SCHEMA_VERSION}`,
  'A judged run of Holdfast',
);

// As `holdfast lab power --out` writes it, and with its rows as `--json` prints it.
const powerCuts = published(
  powerCutsSchema.extend({ digest: digestField }),
  `urn:holdfast:power-cuts:${POWER_CUTS_SCHEMA_VERSION}`,
  'Power cuts on real file systems, by Holdfast',
);

const required = {
  run: ['schemaVersion', 'platform', 'config', 'strategies'],
  judged: ['schemaVersion', 'platform', 'config', 'strategies'],
  'power-cuts': ['kind', 'schemaVersion', 'platform', 'sessions', 'skipped'],
};

describe.each([
  ['run', run],
  ['judged', judged],
  ['power-cuts', powerCuts],
] as const)('schema/%s.schema.json', (name, schema) => {
  it('is what the code says', () => {
    const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    if (process.env.UPDATE_SCHEMAS === '1') writeFileSync(file, text);
    expect(
      readFileSync(file, 'utf8').replaceAll('\r\n', '\n'),
      'out of date: run this test with UPDATE_SCHEMAS=1',
    ).toBe(text);
  });

  it('says of each field at the top what it is', () => {
    const field = z.object({ description: z.string().optional() });
    const { properties } = z.object({ properties: z.record(z.string(), field) }).parse(schema);
    const silent = Object.entries(properties).filter(([, { description }]) => !description?.endsWith('.'));
    expect(silent.map(([name]) => name)).toEqual([]);
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(required[name]));
  });

  it('names itself, its version and what it requires', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:holdfast:${name}:1`,
      type: 'object',
      properties: { schemaVersion: { const: 1 } },
      required: expect.arrayContaining(required[name]),
    });
  });
});
