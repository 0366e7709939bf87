// A stored run in memory: the index and the facts of every case, which is all that judging and merging need.
import type { Fact } from '../facts/facts.js';
import type { CaseEntry, Run } from '../facts/run-record.js';

export interface StoredRun {
  run: Run;
  cases: { entry: CaseEntry; facts: Fact[] }[];
}
