// The final state of an execution, as a fresh client finds it: alone, and with more patience than any lock
// should need. It reads, which ends the history, and writes, which nothing may prevent.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { HistoryFact, Observed } from '../../../results/vocabulary/history.js';
import type { Entry } from '../client-protocol.js';
import type { FinalState } from '../program.js';
import type { Setup } from '../setups.js';
import type { ExecutionLog } from './execution-log.js';
import type { SingleClientResult } from './single-client.js';

export interface ExecutedSchedule {
  scope: 'threads' | 'processes';
  setup: Setup;
  log: ExecutionLog;
  initial: Observed | null;
  /** Names in the document's directory, the document left out. */
  leftovers: readonly string[];
}

export function finalStateOf(executed: ExecutedSchedule, probed: SingleClientResult): FinalState {
  const { scope, setup, log, initial, leftovers } = executed;
  const where = scope === 'threads' ? 'thread' : 'process';
  const actors = Array.from({ length: setup.writers + setup.readers }, (_, actor) => ({
    actor,
    where,
    job: actor < setup.writers ? 'writer' : 'reader',
  })) satisfies HistoryFact['actors'];
  const history: HistoryFact = {
    kind: 'history',
    actors,
    initial,
    ops: log.operations(),
    final: finalRead(probed),
    leftovers: [...leftovers],
    documentBytes: setup.documentBytes,
  };
  return { history, probe: probeWrite(probed) };
}

export function leftoversOf(directory: string, document: string): string[] {
  return readdirSync(directory)
    .filter((name) => name !== basename(document))
    .sort();
}

function finalRead(probed: SingleClientResult): HistoryFact['final'] {
  for (const entry of entriesOf(probed)) {
    if (entry.e === 'read-ok') return { type: 'ok', observed: entry.observed };
    if (entry.e === 'read-error') {
      return { type: 'fail', code: entry.code ?? 'NO_CODE', message: entry.message };
    }
  }
  return { type: 'info', reason: whyNothing(probed) };
}

function probeWrite(probed: SingleClientResult): FinalState['probe'] {
  let refused: FinalState['probe'] = { code: null, message: whyNothing(probed) };
  for (const entry of entriesOf(probed)) {
    if (entry.e === 'write-ok') return null;
    if (entry.e === 'write-error' || entry.e === 'read-error') {
      refused = { code: entry.code, message: entry.message };
    }
  }
  return refused;
}

function entriesOf(probed: SingleClientResult): readonly Entry[] {
  return probed.type === 'gone' ? [] : probed.report.entries;
}

function whyNothing(probed: SingleClientResult): string {
  if (probed.type === 'gone') return probed.how;
  const { position } = probed.report;
  if (position.at === 'threw') return `${position.where}: ${position.message}`;
  if (position.at === 'stuck' || position.at === 'distrust') return position.reason;
  return 'a fresh client came to its end without having written';
}
