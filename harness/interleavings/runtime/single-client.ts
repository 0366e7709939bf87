// A client alone in a directory: what goes before and after schedules. It never stops, and virtual time passes at once.
import type { Report, Script, Times } from '../client-protocol.js';
import type { Clients } from './clients.js';

export interface SingleClientOptions
  extends Pick<Script, 'directory' | 'document' | 'job' | 'documentBytes' | 'seed'> {
  /** Its number in tokens and names; any that no client of a schedule has. */
  client: number;
  /** Default 60 s of virtual time. */
  lockTimeoutMs?: number;
  dieAfter?: number;
}

/** Longer than any lock stays fresh. */
const PATIENCE_MS = 60_000;

/** Runs to its end; resolves with how its process ended when there was no coming back. */
export async function runSingleClient(
  clients: Clients,
  number: number,
  options: SingleClientOptions,
  times: Times,
): Promise<Report | string> {
  const { host, slot } = clients.client(number);
  const { lockTimeoutMs = PATIENCE_MS, dieAfter = null, ...rest } = options;
  const script: Script = { ...rest, lockTimeoutMs, dieAfter, alone: true };
  const report = host.exchange(slot, { do: 'begin', script, times });
  if (report === null) {
    const how = await host.end();
    return host.hung ? 'it did not come back from strategy code' : how;
  }
  if (report.standing.at === 'done' || report.standing.at === 'dead') return report;
  // Whatever it still waits for must not come in the next directory.
  const dead = host.exchange(slot, { do: 'die' });
  if (dead?.standing.at !== 'dead') await clients.end(number);
  return report;
}
