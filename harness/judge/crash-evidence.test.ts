// What stands behind a grade, from a stored record: the syncs by call site, and capsules by the names of
// their files.
import { expect, it, test } from 'vitest';
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import { capsulesOf, record } from '../crash/testing/capsules.js';
import { commits } from '../crash/testing/script.js';
import { crashEvidenceOf } from './crash-evidence.js';

const fact = (variants: number, capsules: CrashStatesFact['capsules'] = []): CrashStatesFact => ({
  kind: 'crash-states',
  recorder: 'node',
  seed: 1,
  documentPath: 'doc',
  documentBytes: 10,
  variants: Array.from({ length: variants }, () => ({
    variant: 'document-present',
    distrust: null,
    effects: 9,
    attempted: 2,
    acknowledged: 2,
    models: [],
    audit: [
      { effect: 1, call: 'fsyncSync', path: 'doc', costNs: 5, dropped: [], movedToAcknowledgement: [] },
    ],
  })),
  capsules,
});

test('nothing recorded is no evidence', () => {
  expect(crashEvidenceOf('mine', [])).toBeNull();
  expect(crashEvidenceOf('mine', [fact(0)])).toBeNull();
});

it('says where the counterexamples are and why they fail', () => {
  const capsules = capsulesOf(record(commits['m03-order'], 'document-present', 1), 'document-present', 1);
  const found = crashEvidenceOf('m03', [fact(2, capsules)]);
  expect(found?.capsules[0]).toEqual({
    file: 'capsules/m03.document-present.ordered.lost-acknowledged-write.json',
    variant: 'document-present',
    model: 'ordered',
    kind: 'lost-acknowledged-write',
    sentence: expect.stringContaining('its directory was synced before it, not after'),
    picture: expect.objectContaining({ expected: 'rev 2 (acknowledged) … rev 2 (attempted)' }),
  });
  expect(found?.audit).toMatchObject([{ call: 'fsyncSync', times: 2 }]);
});
