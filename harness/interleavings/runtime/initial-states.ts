// The initial states of schedules: a document that the strategy itself wrote, or the leftovers of a writer
// that died at one of its operations. Both are made once, by the strategy, and then copied into every
// schedule.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Observed } from '../../../results/vocabulary/history.js';
import { ROOT, type Tree } from '../../../results/vocabulary/trace.js';
import { takeSnapshot } from '../../tap/record/snapshot.js';
import { toTree } from '../../tap/record/tree.js';
import type { Entry, Times } from '../client-protocol.js';
import type { Clients } from './clients.js';
import { type InitialFiles, initialFiles, putFiles, removeFiles } from './initial-files.js';
import { runSingleClient, type SingleClientOptions, type SingleClientResult } from './single-client.js';
import { START } from './virtual-clock.js';

export const DOCUMENT = 'tasks.yaml';
/** How long ago a dead writer died, in virtual time. */
export const AGED_MS = 60_000;
/** More operations than any sane write has. */
const OPERATIONS_MAX = 500;

/** The strategy could not, alone, make or read an initial state. */
export class InitialStateError extends Error {
  override readonly name = 'InitialStateError';
  readonly code = 'INITIAL_STATE';
}

/**
 * Client numbers in tokens and names that no client of a schedule has: the probe's, and that of a dead
 * writer.
 */
export const OBSERVER = 90;
const DEAD_WRITER = 91;
/**
 * Nobody draws the random numbers of anybody else: the probe's are not those of the first writer, whose client
 * it runs in.
 */
export const PROBE_SEED = 92;

export interface ProbeContext {
  clients: Clients;
  /** The client that takes part in no schedule. */
  probe: number;
  documentBytes: number;
  seed: number;
  /** A path at which nothing exists. */
  freshPath: () => string;
  /** Makes the clients complete again. */
  replaceClients: () => Promise<void>;
}

/** The directory after one acknowledged write of the probe. @throws InitialStateError */
export async function writtenDocument(context: ProbeContext): Promise<Tree> {
  const directory = context.freshPath();
  mkdirSync(directory);
  const result = await alone(context, directory, { job: { do: 'write', writes: 1, triesMax: 1 } });
  if (!entriesOf(result).some(({ e }) => e === 'write-ok')) {
    throw new InitialStateError(`one client alone could not write the document: ${whyNot(result)}`);
  }
  const tree = treeOf(directory);
  removeFiles(directory);
  return tree;
}

export type InitialObservation = { type: 'read'; observed: Observed | null } | { type: 'locked' };

/** What a fresh client reads of these files. @throws InitialStateError for any error but LOCKED */
export async function observedIn(context: ProbeContext, files: InitialFiles): Promise<InitialObservation> {
  const directory = context.freshPath();
  putFiles(files, directory, START.wallMs - AGED_MS);
  const result = await alone(context, directory, { job: { do: 'read', reads: 1 } });
  removeFiles(directory);
  for (const entry of entriesOf(result)) {
    if (entry.e === 'read-ok') return { type: 'read', observed: entry.observed };
    if (entry.e === 'read-error' && entry.code === 'LOCKED') return { type: 'locked' };
  }
  throw new InitialStateError(`one client alone could not read the document: ${whyNot(result)}`);
}

/** What dead writers left, and who they were. */
export interface Leftovers {
  trees: Tree[];
  pids: number[];
}

/**
 * The leftovers of writers that die after their first, second … change, if they are more than the document
 * and can be read: leftovers that can't are judged by kill points, not here. `dying`: with a client in a
 * process of its own, which is ended, so that locks that ask whether their owner's process lives find that it
 * doesn't.
 */
export async function leftoversOfDeaths(context: ProbeContext, dying: ProbeContext): Promise<Leftovers> {
  const files = initialFiles(await writtenDocument(context));
  const trees = new Map<string, Tree>();
  const pids = new Set<number>();
  await dying.replaceClients();
  // Its clocks, too, are those of a minute ago: what it writes of the time into a lock has grown old with it.
  const died = { wallMs: START.wallMs - AGED_MS, nowMs: START.nowMs - AGED_MS };
  for (let dieAfter = 1; dieAfter <= OPERATIONS_MAX; dieAfter += 1) {
    const directory = context.freshPath();
    putFiles(files, directory, died.wallMs);
    pids.add(dying.clients.client(dying.probe).host.pid);
    const result = await alone(
      dying,
      directory,
      { job: { do: 'write', writes: 1, triesMax: 1 }, client: DEAD_WRITER, dieAfter },
      died,
    );
    const tree = treeOf(directory);
    removeFiles(directory);
    if (result.type === 'gone') await dying.replaceClients();
    else if (result.report.position.at !== 'dead') break;
    if (holdsMore(tree)) trees.set(fingerprint(tree), tree);
  }
  await dying.clients.dispose();
  const readable: Tree[] = [];
  for (const tree of trees.values()) if (await canBeRead(context, tree)) readable.push(tree);
  return { trees: readable, pids: [...pids] };
}

async function canBeRead(context: ProbeContext, tree: Tree): Promise<boolean> {
  try {
    await observedIn(context, initialFiles(tree));
    return true;
  } catch (error) {
    if (!(error instanceof InitialStateError)) throw error;
    await context.replaceClients();
    return false;
  }
}

function alone(
  context: ProbeContext,
  directory: string,
  options: Pick<SingleClientOptions, 'job'> & Partial<Pick<SingleClientOptions, 'client' | 'dieAfter'>>,
  times: Times = START,
): Promise<SingleClientResult> {
  const { clients, probe, documentBytes, seed } = context;
  const document = join(directory, DOCUMENT);
  const { client = OBSERVER } = options;
  const script = { directory, document, documentBytes, ...options, client, seed: seed + client };
  return runSingleClient(clients, probe, script, times);
}

function treeOf(directory: string): Tree {
  return toTree(takeSnapshot(directory).tree);
}

function holdsMore(tree: Tree): boolean {
  const root = tree.inodes[String(ROOT)];
  return root?.type === 'dir' && Object.keys(root.entries).some((name) => name !== DOCUMENT);
}

/** Names and contents. */
function fingerprint(tree: Tree): string {
  return JSON.stringify(
    initialFiles(tree).map((item) => ('bytes' in item ? [item.path, item.bytes.toString('base64')] : item)),
  );
}

function entriesOf(result: SingleClientResult): readonly Entry[] {
  return result.type === 'gone' ? [] : result.report.entries;
}

function whyNot(result: SingleClientResult): string {
  if (result.type === 'gone') return result.how;
  const { entries, position } = result.report;
  for (const entry of entries) {
    if (entry.e === 'write-error' || entry.e === 'read-error') return entry.message;
  }
  if (position.at === 'threw') return `${position.where}: ${position.message}`;
  return 'reason' in position ? position.reason : `it ended ${position.at}`;
}
