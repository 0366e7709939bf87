// Every anomaly has exactly one place in the order of severity.
import { describe, expect, it } from 'vitest';
import { anomalyGroups, anomalyIds } from './anomalies.js';
import { remedyOf } from './remedy.js';
import { gravityOf, severityOf } from './severity.js';

it('every anomaly has a remedy, in one sentence', () => {
  expect(anomalyIds.filter((id) => !/^[^A-Z].*\.$/.test(remedyOf(id)))).toEqual([]);
});

it('no anomaly has two definitions, of which one would hide the other', () => {
  expect(anomalyGroups.flatMap(({ anomalies }) => Object.keys(anomalies))).toEqual(anomalyIds);
});

describe('the order of severity', () => {
  it('has every anomaly once: one that is new needs a place in severity.ts', () => {
    expect(anomalyIds.filter((id) => !Number.isInteger(gravityOf(id)))).toEqual([]);
    expect(new Set(anomalyIds.map(gravityOf)).size).toBe(anomalyIds.length);
  });

  it('puts data before liveness, conduct and litter', () => {
    const ids = ['leftover', 'changed-mode', 'hang', 'stale-read', 'lost-update'];
    expect(ids.sort((a, b) => gravityOf(a) - gravityOf(b))).toEqual([
      'lost-update',
      'stale-read',
      'hang',
      'changed-mode',
      'leftover',
    ]);
  });

  it('plays nothing down that it does not know', () => {
    expect(severityOf('never-heard-of')).toBe('data');
    expect(gravityOf('never-heard-of')).toBeLessThan(gravityOf('stuck-lock'));
    expect(gravityOf('never-heard-of')).toBeGreaterThan(gravityOf('error-after-commit'));
  });
});
