// Whom a missing or torn read is counted against where a rename is not atomic: never an innocent strategy,
// never the platform for what a strategy does by itself, and never as a pass.
import { describe, expect, it } from 'vitest';
import type { Renames } from '../../results/facts/run-record.js';
import type { Finding } from '../../results/verdicts/finding.js';
import { readOfNothing } from '../../scenarios/checks/history/read-of-nothing.js';
import { attributedToRenames } from './platform-renames.js';

const nothing = {
  anomaly: 'torn-read',
  description: `${readOfNothing} one existed`,
  witness: [],
};
const half = { anomaly: 'torn-read', description: 'A read returned half of one', witness: [] };
const lost = { anomaly: 'lost-update', description: 'Rev 7 is gone', witness: [] };

const finding = (verdict: Finding['verdict'], evidence: Finding['evidence']): Finding => ({
  scenario: 'readers',
  scope: 'single',
  check: 'no-corruption',
  verdict,
  summary: 'seen',
  coverage: { n: 9, unit: 'reads', failureRateBelow: null },
  evidence,
  metrics: [],
});
const on = (renames?: Partial<Renames>) => ({
  fileSystem: {
    type: 'fuse',
    mount: '/m',
    options: 'rw',
    fsyncNsMedian: 1,
    ...(renames === undefined
      ? {}
      : { renames: { atomic: 'no', missing: true, torn: false, reason: '/m lies', ...renames } as const }),
  },
});

describe('a failure', () => {
  it.each<[string, Partial<Renames> | undefined, Finding, boolean]>([
    ['of reads without a document is the platform’s', {}, finding('fail', [nothing]), true],
    ['of half documents is not, where only missing ones were seen', {}, finding('fail', [half]), false],
    ['of half documents is, where these were seen', { torn: true }, finding('fail', [nothing, half]), true],
    ['of anything else beside it is not', {}, finding('fail', [nothing, lost]), false],
    ['without evidence is not', {}, finding('fail', []), false],
    ['where renames are atomic is not', { atomic: 'yes' }, finding('fail', [nothing]), false],
    ['where nobody knows is not', { atomic: 'unknown' }, finding('fail', [nothing]), false],
    ['where nobody looked is not', undefined, finding('fail', [nothing]), false],
  ])('%s', (_name, renames, one, isOfThePlatform) => {
    const [told] = attributedToRenames([one], on(renames));
    expect(told?.verdict).toBe('fail');
    expect(told?.summary === 'the platform, not the strategy: /m lies').toBe(isOfThePlatform);
  });
});

it('a strategy that tears its file by itself is not excused', () => {
  const torn = { anomaly: 'torn-document', description: 'Half of a document', witness: [] };
  const findings = [finding('fail', [nothing]), { ...finding('fail', [torn]), scenario: 'kill-mid-write' }];
  expect(attributedToRenames(findings, on({}))).toEqual(findings);
});

it('passes stand', () => {
  const passes = [finding('pass', []), finding('unknown', [])];
  expect(attributedToRenames(passes, on({}))).toEqual(passes);
});
