// Runs a client alone in a directory, before and after schedules. It never stops, and virtual time passes at
// once.
import type { Report, Script, Times } from '../client-protocol.js';
import type { Clients } from './clients.js';

export interface SingleClientOptions
  extends Pick<Script, 'directory' | 'document' | 'job' | 'documentBytes' | 'seed'> {
  /** Its number in tokens and names; any that no client of a schedule has. */
  client: number;
  /** Default 60 s of virtual time. */
  lockTimeoutMs?: number;
  dieAfter?: number;
  /** See `Begin.dead`. */
  dead?: readonly number[];
}

export type SingleClientResult =
  | { type: 'reported'; report: Report }
  /** Its process has ended; `how`, in words. */
  | { type: 'gone'; how: string };

/** Longer than any lock stays fresh. */
const PATIENCE_MS = 60_000;

export async function runSingleClient(
  clients: Clients,
  number: number,
  options: SingleClientOptions,
  times: Times,
): Promise<SingleClientResult> {
  const { host, slot } = clients.client(number);
  const { lockTimeoutMs = PATIENCE_MS, dieAfter = null, dead = [], ...rest } = options;
  const script: Script = { ...rest, lockTimeoutMs, dieAfter, alone: true };
  const report = host.exchange(slot, { do: 'begin', script, times, dead });
  if (report === null) {
    const how = await host.end();
    return { type: 'gone', how: host.hung ? 'it did not come back from strategy code' : how };
  }
  if (report.position.at === 'done' || report.position.at === 'dead') return { type: 'reported', report };
  // Whatever it still waits for must not happen in the next directory.
  const ended = host.exchange(slot, { do: 'die' });
  if (ended?.position.at !== 'dead') await clients.end(number);
  return { type: 'reported', report };
}
