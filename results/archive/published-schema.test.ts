// UPDATE_SCHEMAS=1 rewrites the committed files.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judgedJsonSchema, runJsonSchema } from './published-schema.js';

describe.each([
  ['run', runJsonSchema()],
  ['judged', judgedJsonSchema()],
])('schema/%s.schema.json', (name, schema) => {
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
    expect(Object.keys(properties).length).toBeGreaterThan(10);
  });

  it('names itself, its version and what it requires', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:holdfast:${name}:1`,
      type: 'object',
      properties: { schemaVersion: { const: 1 } },
      required: expect.arrayContaining(['schemaVersion', 'platform', 'config', 'strategies']),
    });
  });
});
