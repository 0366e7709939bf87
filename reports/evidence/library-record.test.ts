// What is kept of a judged library: its decision, the finding that decides with its witness, and what else failed.
import { expect, it } from 'vitest';
import { finding, judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import { librariesPage } from './library-page.js';
import { libraryRecordOf } from './library-record.js';

const failing = (scenario: string, anomaly: string, scope: 'single' | 'threads' = 'single') =>
  finding(scenario, scope, 'some-check', 'fail', {
    evidence: [
      {
        anomaly,
        description: `It went wrong in /somewhere/run-1/cases/lib.${scenario}/round-0/tasks.json.`,
        witness: ['first', 'then'],
      },
    ],
  });

const judged = judgedRun({
  strategies: [
    strategy('lib', 'NO-GO', 'NO-GO', {
      role: 'peer',
      level: 'replace',
      claims: { threads: false, processes: false },
      anomaly: 'lost-acknowledged-write',
      findings: [
        failing('documents', 'changed-mode'),
        failing('power-loss', 'lost-acknowledged-write'),
        failing('io-faults', 'acknowledged-in-spite'),
        failing('mixed', 'torn-read', 'threads'),
        finding('readers', 'single', 'no-corruption', 'unknown', { summary: 'too little was seen' }),
      ],
    }),
    strategy('flock', 'GO', 'GO'),
  ],
});

it('keeps what decides, then the others by their gravity, in the scopes that are claimed', () => {
  const { libraries } = libraryRecordOf(judged, { lib: '1.2.3' });
  expect(libraries).toMatchObject([
    {
      id: 'lib',
      version: '1.2.3',
      claims: ['single'],
      gravest: {
        anomaly: 'lost-acknowledged-write',
        scenario: 'power-loss',
        description: 'It went wrong in tasks.json.',
        witness: ['first', 'then'],
      },
      others: [{ anomaly: 'acknowledged-in-spite' }, { anomaly: 'changed-mode' }],
      unknown: ['readers/no-corruption: too little was seen'],
    },
  ]);
});

it('shows the counterexample, and what it could not decide', () => {
  const page = librariesPage(libraryRecordOf(judged, { lib: '1.2.3' }));
  expect(page).toContain('**Lost acknowledged write.** It went wrong in tasks.json. Found by');
  expect(page).toContain('```text\nfirst\nthen\n```');
  expect(page).toContain('- readers/no-corruption: too little was seen');
});
