import { expect, it } from 'vitest';
import { scenarios } from '../../../scenarios/all-scenarios.js';
import { selectScenarios } from './scenario-selection.js';

it('takes all but the whole benchmark, unless scenarios are named', () => {
  const chosen = selectScenarios({}, scenarios, false);
  expect(chosen).toContain('latency');
  expect(chosen).toContain('contended-speed');
  expect(chosen).not.toContain('many-writers');
  expect(selectScenarios({ scenario: ['many-w*,latency'] }, scenarios, false)).toEqual([
    'latency',
    'many-writers',
  ]);
});

it('takes the whole benchmark with --only, and nothing that it has already', () => {
  expect(selectScenarios({ only: 'benchmark' }, scenarios, false)).toEqual([
    'latency',
    'many-writers',
    'document-sizes',
  ]);
});

it('refuses both at once', () => {
  expect(() => selectScenarios({ only: 'benchmark', scenario: ['latency'] }, scenarios, false)).toThrow(
    /by name, or all/,
  );
});

it('what speaks for hosts only needs a second mount', () => {
  expect(selectScenarios({}, scenarios, false)).not.toContain('concurrent-hosts');
  expect(selectScenarios({}, scenarios, true)).toContain('concurrent-hosts');
  expect(selectScenarios({ scenario: ['*-hosts,readers'] }, scenarios, false)).toContain('readers');
  expect(() => selectScenarios({ scenario: ['*-hosts'] }, scenarios, false)).toThrow('one directory');
});
