// Lets a strategy write where nothing disturbs it and lists what its writes leave beside the document: a lock
// file that is kept, a journal, generations. Such files are part of the design and not counted as litter.
import fs from 'node:fs';
import path from 'node:path';
import type { Strategy } from '../../../strategies/strategy.js';
import { makeDocument, namesBelow } from '../../document.js';
import { ORDINARY_WRITES_MAX, OrdinaryNames } from './ordinary-names.js';

const DOCUMENT_BYTES = 300;
/** Where names never vary, this many writes show it. */
const WRITES_FEW = 3;
const LOCK_TIMEOUT_MS = 1000;

/** Writes documents of this name in two places of its own below `directory`. */
export async function ordinaryNames(
  strategy: Strategy,
  directory: string,
  documentName: string,
): Promise<OrdinaryNames> {
  const first = await writesIn(strategy, path.join(directory, 'ordinary', documentName), WRITES_FEW);
  const second = await writesIn(strategy, path.join(directory, 'ordinary-too', documentName), WRITES_FEW);
  const names = new Set([...first.flat(), ...second.flat()]);
  const vary = [...names].some(
    (name) => /\d/.test(name) || !first.flat().includes(name) || !second.flat().includes(name),
  );
  if (!vary) return new OrdinaryNames([first, second]);
  const many = await writesIn(
    strategy,
    path.join(directory, 'ordinary-many', documentName),
    ORDINARY_WRITES_MAX,
  );
  return new OrdinaryNames([many, first, second]);
}

/** The names beside the document after each write, up to the first that fails: then nothing more is known. */
async function writesIn(strategy: Strategy, document: string, writes: number): Promise<string[][]> {
  fs.mkdirSync(path.dirname(document), { recursive: true });
  const listings: string[][] = [];
  for (let rev = 0; rev < writes; rev++) {
    try {
      // As after a crash: the next writer is another client.
      const store = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
      await store.write(makeDocument(`ordinary${rev}`, DOCUMENT_BYTES), rev);
      await store.close();
    } catch {
      break;
    }
    listings.push(namesBelow(path.dirname(document), path.basename(document)));
  }
  return listings;
}
