// The writes that are recorded: a client opens the document, writes it several times and closes it; each
// write is marked when it is attempted and when it is acknowledged. Both recorders, the tap and strace,
// record these.
import fs from 'node:fs';
import path from 'node:path';
import type { DocumentIdentity } from '../../../results/vocabulary/persistence.js';
import type { Strategy } from '../../../strategies/strategy.js';
import { makeDocument, observe } from '../../document.js';
import type { Mark } from '../../tap/record/record.js';
import { DOCUMENT_PATH, type RecordTask } from '../children/child-protocol.js';

const LOCK_TIMEOUT_MS = 1000;
/** So many of the larger and of the smaller ones: a format of two slots meets either in each of them. */
const OF_A_SIZE = 2;

/** The sizes of the documents of a recording, in bytes. A grown one needs more than a page, and than was laid out. */
export function sizesOf(variant: string, { writes, documentBytes }: Omit<RecordTask, 'variants'>): number[] {
  if (variant !== 'document-resized') return Array.from({ length: writes }, () => documentBytes);
  const grown = Math.max(3 * documentBytes, 4500);
  const shrunk = Math.ceil(documentBytes / 2);
  return [grown, shrunk].flatMap((size) => Array.from({ length: OF_A_SIZE }, () => size));
}

/**
 * Makes the directories that exist before the recording of a variant begins, and returns their paths. `name`:
 * what the strategy calls the document by.
 */
export function placeOf(
  directory: string,
  variant: string,
): { root: string; document: string; name: string } {
  const root = path.join(directory, variant);
  const { document, name } = pathsBelow(root, variant);
  fs.mkdirSync(variant === 'directory-absent' ? root : path.dirname(document), { recursive: true });
  if (name !== document) {
    fs.mkdirSync(path.dirname(name));
    fs.symlinkSync(path.join('..', DOCUMENT_PATH), name);
  }
  return { root, document, name };
}

/** Where the document of a variant is, and what the strategy calls it by. */
export function pathsBelow(root: string, variant: string): { document: string; name: string } {
  const document = path.join(root, DOCUMENT_PATH);
  return {
    document,
    name: variant === 'document-linked' ? path.join(root, 'names', 'linked.yaml') : document,
  };
}

/** The first writes of a process may do more than the later ones (caches, probes of the file system). */
export async function warmUp(judged: Strategy, { directory, documentBytes }: RecordTask): Promise<void> {
  const place = path.join(directory, 'warm-up');
  fs.mkdirSync(place);
  const store = await judged.open(path.join(place, 'tasks.yaml'), { lockTimeoutMs: LOCK_TIMEOUT_MS });
  for (let rev = 0; rev < 2; rev++) await store.write(makeDocument(`warm${rev}`, documentBytes), rev);
  await store.close();
}

/** Writes the document that exists before the recording begins, the last of so many. */
export async function writeInitial(
  judged: Strategy,
  document: string,
  documentBytes: number,
  writes = 1,
): Promise<DocumentIdentity> {
  const store = await judged.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  for (let rev = 0; rev < writes - 1; rev++)
    await store.write(makeDocument(`earlier${rev}`, documentBytes), rev);
  const { rev, token } = observe(await store.write(makeDocument('initial', documentBytes), writes - 1));
  await store.close();
  return { rev, token };
}

/** `variant` goes into the tokens; `first`: the rev of the document that is there, 0 for none. */
export async function writeMarked(
  judged: Strategy,
  document: string,
  { variant, first, ...task }: { variant: string; first: number } & Omit<RecordTask, 'variants'>,
  mark: Mark,
): Promise<void> {
  const store = await judged.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  for (const [count, documentBytes] of sizesOf(variant, task).entries()) {
    const token = `${variant}-${count}`;
    const next = makeDocument(token, documentBytes);
    mark('attempt', first + count + 1, token);
    const stored = observe(await store.write(next, first + count));
    if (stored.token !== token) throw new Error(`the strategy stored ${stored.token} instead of ${token}`);
    mark('acked', stored.rev, token);
  }
  await store.close();
}
