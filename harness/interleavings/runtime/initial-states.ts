// How a schedule may begin: with a document that the strategy itself wrote, or with what a writer left that died at
// one of its operations. Both are made once, by the strategy, and then copied into every schedule.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Observed } from '../../../results/vocabulary/history.js';
import { ROOT, type Tree } from '../../../results/vocabulary/trace.js';
import { takeSnapshot } from '../../tap/record/snapshot.js';
import { toTree } from '../../tap/record/tree.js';
import type { Report } from '../client-protocol.js';
import type { Clients } from './clients.js';
import { type InitialFiles, initialFiles, putFiles, removeFiles } from './initial-files.js';
import { runSingleClient, type SingleClientOptions } from './single-client.js';
import { START } from './virtual-clock.js';

export const DOCUMENT = 'tasks.yaml';
/** How long ago a dead writer died, in virtual time. */
export const AGED_MS = 60_000;
/** More operations than any sane write has. */
const OPERATIONS_MAX = 500;

/** The strategy could not do alone what every schedule begins with. */
export class InitialStateError extends Error {
  override readonly name = 'BeginningError';
  readonly code = 'BEGINNING';
}

/** What the client that is in no schedule is called in tokens and names, and a writer that died before: like no other. */
export const OBSERVER = 90;
const DEAD_WRITER = 91;

export interface Stage {
  clients: Clients;
  /** Which client is in no schedule. */
  probe: number;
  documentBytes: number;
  seed: number;
  /** A path at which nothing is yet. */
  freshPath: () => string;
  /** Makes the clients complete again. */
  replaceClients: () => Promise<void>;
}

/** The directory after one acknowledged write of the probe. @throws BeginningError */
export async function writtenDocument(stage: Stage): Promise<Tree> {
  const directory = stage.freshPath();
  mkdirSync(directory);
  const report = await alone(stage, directory, { job: { do: 'write', writes: 1, triesMax: 1 } });
  if (typeof report === 'string' || !report.entries.some(({ e }) => e === 'write-ok')) {
    throw new InitialStateError(`one client alone could not write the document: ${whyNot(report)}`);
  }
  const tree = treeOf(directory);
  removeFiles(directory);
  return tree;
}

/** What a fresh client reads of these files; LOCKED: it could not. @throws BeginningError for any other error */
export async function observedIn(stage: Stage, files: InitialFiles): Promise<Observed | null | 'LOCKED'> {
  const directory = stage.freshPath();
  putFiles(files, directory, START.wallMs - AGED_MS);
  const report = await alone(stage, directory, { job: { do: 'read', reads: 1 } });
  removeFiles(directory);
  for (const entry of typeof report === 'string' ? [] : report.entries) {
    if (entry.e === 'read-ok') return entry.observed;
    if (entry.e === 'read-error' && entry.code === 'LOCKED') return 'LOCKED';
  }
  throw new InitialStateError(`one client alone could not read the document: ${whyNot(report)}`);
}

/**
 * What writers leave that die after their first, second … change, as far as it is more than the document and can be
 * read at all: what can't is the business of kill points, not of locks.
 * `dying`: with a client in a process of its own, which is ended, because locks that ask whether their owner lives
 * must find that it doesn't.
 */
export async function leftoversOfDeaths(stage: Stage, dying: Stage): Promise<Tree[]> {
  const files = initialFiles(await writtenDocument(stage));
  const trees = new Map<string, Tree>();
  await dying.replaceClients();
  for (let dieAfter = 1; dieAfter <= OPERATIONS_MAX; dieAfter += 1) {
    const directory = stage.freshPath();
    putFiles(files, directory, START.wallMs);
    const report = await alone(dying, directory, {
      job: { do: 'write', writes: 1, triesMax: 1 },
      client: DEAD_WRITER,
      dieAfter,
    });
    const tree = treeOf(directory);
    removeFiles(directory);
    if (typeof report === 'string') await dying.replaceClients();
    else if (report.standing.at !== 'dead') break;
    if (holdsMore(tree)) trees.set(fingerprint(tree), tree);
  }
  await dying.clients.dispose();
  const readable: Tree[] = [];
  for (const tree of trees.values()) if (await canBeRead(stage, tree)) readable.push(tree);
  return readable;
}

async function canBeRead(stage: Stage, tree: Tree): Promise<boolean> {
  try {
    await observedIn(stage, initialFiles(tree));
    return true;
  } catch (error) {
    if (!(error instanceof InitialStateError)) throw error;
    await stage.replaceClients();
    return false;
  }
}

function alone(
  stage: Stage,
  directory: string,
  options: Pick<SingleClientOptions, 'job'> & Partial<Pick<SingleClientOptions, 'client' | 'dieAfter'>>,
): Promise<Report | string> {
  const { clients, probe, documentBytes, seed } = stage;
  const document = join(directory, DOCUMENT);
  const script = { client: OBSERVER, directory, document, documentBytes, seed: seed + OBSERVER, ...options };
  return runSingleClient(clients, probe, script, START);
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

function whyNot(report: Report | string): string {
  if (typeof report === 'string') return report;
  for (const entry of report.entries) {
    if (entry.e === 'write-error' || entry.e === 'read-error') return entry.message;
  }
  const { standing } = report;
  if (standing.at === 'threw') return `${standing.where}: ${standing.message}`;
  return 'reason' in standing ? standing.reason : `it ended ${standing.at}`;
}
