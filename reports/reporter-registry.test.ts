import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgedRun } from '../results/testing/judged-fixture.js';
import { judgedSchema } from '../results/verdicts/judged.js';
import { withoutCanaryDetails } from '../results/verdicts/without-canary-details.js';
import { comparisonReporters, reporters } from './reporter-registry.js';
import json from './run/json.js';

describe('every reporter', () => {
  it.each(Object.entries(reporters))('%s is the file and the id it is registered by', async (id, load) => {
    const reporter = await load();
    expect(reporter.id).toBe(id);
    expect(existsSync(new URL(`./run/${id}.ts`, import.meta.url))).toBe(true);
    expect(reporter.render(judgedRun(), { color: false, width: 80 })).toMatch(/\n$/);
  });

  it.each(Object.entries(comparisonReporters))('of comparisons, %s likewise', async (id, load) => {
    expect((await load()).id).toBe(id);
    expect(existsSync(new URL(`./comparison/comparison-${id}.ts`, import.meta.url))).toBe(true);
  });
});

it.each(Object.entries(reporters).filter(([id]) => id !== 'json'))(
  '%s needs nothing that is not stored of canaries',
  async (_id, load) => {
    const whole = judgedRun();
    const [m03, ...others] = whole.strategies;
    if (m03 === undefined) throw new Error('the fixture has strategies');
    const judged = { ...whole, strategies: [{ ...m03, selected: false }, ...others] };
    const { render } = await load();
    for (const full of [false, true]) {
      const options = { color: false, width: 100, full };
      expect(render(withoutCanaryDetails(judged), options)).toBe(render(judged, options));
    }
  },
);

describe('json', () => {
  it('prints what the schema describes, and nothing else', () => {
    const text = json.render(judgedRun(), { color: false, width: 80 });
    expect(judgedSchema.parse(JSON.parse(text))).toEqual(judgedRun());
    expect(text).toContain('\n  "schemaVersion": 1,\n');
    const broken = { ...judgedRun(), runId: 7 };
    expect(() => json.render(JSON.parse(JSON.stringify(broken)), { color: false, width: 80 })).toThrow(
      /runId/,
    );
  });
});
