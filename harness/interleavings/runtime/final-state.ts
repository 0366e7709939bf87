// What is left when everybody has stopped, as a fresh client meets it: alone, and with all the patience that a lock
// could ask for. It reads, which is the end of the history, and writes, which nothing may stand in the way of.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { HistoryFact, Observed } from '../../../results/vocabulary/history.js';
import type { Entry, Report } from '../client-protocol.js';
import type { FinalState } from '../program.js';
import type { ExecutionLog } from './execution-log.js';

export interface Clientele {
  scope: 'threads' | 'processes';
  writers: number;
  readers: number;
  documentBytes: number;
}

/** `probed`: the fresh client's report; or what became of the client that gave none. */
export function finalStateOf(
  chronicle: ExecutionLog,
  cast: Clientele,
  initial: Observed | null,
  leftovers: readonly string[],
  probed: Report | string,
): FinalState {
  const where = cast.scope === 'threads' ? 'thread' : 'process';
  const actors = Array.from({ length: cast.writers + cast.readers }, (_, actor) => ({
    actor,
    where,
    job: actor < cast.writers ? 'writer' : 'reader',
  })) satisfies HistoryFact['actors'];
  const history: HistoryFact = {
    kind: 'history',
    actors,
    initial,
    ops: chronicle.operations(),
    final: finalRead(probed),
    leftovers: [...leftovers],
    documentBytes: cast.documentBytes,
  };
  return { history, probe: probeWrite(probed) };
}

/** Names in the document's directory, the document left out. */
export function leftoversOf(directory: string, document: string): string[] {
  return readdirSync(directory)
    .filter((name) => name !== basename(document))
    .sort();
}

function finalRead(probed: Report | string): HistoryFact['final'] {
  for (const entry of entriesOf(probed)) {
    if (entry.e === 'read-ok') return { type: 'ok', observed: entry.observed };
    if (entry.e === 'read-error') {
      return { type: 'fail', code: entry.code ?? 'NO_CODE', message: entry.message };
    }
  }
  return { type: 'info', reason: whyNothing(probed) };
}

function probeWrite(probed: Report | string): FinalState['probe'] {
  let refused: FinalState['probe'] = { code: null, message: whyNothing(probed) };
  for (const entry of entriesOf(probed)) {
    if (entry.e === 'write-ok') return null;
    if (entry.e === 'write-error' || entry.e === 'read-error') {
      refused = { code: entry.code, message: entry.message };
    }
  }
  return refused;
}

function entriesOf(probed: Report | string): readonly Entry[] {
  return typeof probed === 'string' ? [] : probed.entries;
}

function whyNothing(probed: Report | string): string {
  if (typeof probed === 'string') return probed;
  const { standing } = probed;
  if (standing.at === 'threw') return `${standing.where}: ${standing.message}`;
  if (standing.at === 'stuck' || standing.at === 'distrust') return standing.reason;
  return 'a fresh client came to its end without having written';
}
