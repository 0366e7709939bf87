// What an ordinary write of a strategy leaves beside the document: a lock file that is kept, a journal. Such
// files are part of the design and not counted as leftovers.
import fs from 'node:fs';
import path from 'node:path';
import type { Strategy } from '../../../strategies/strategy.js';
import { leftoversBeside, makeDocument } from '../../document.js';

/** Names, seen after two writes of a document of this name in a place of its own below `directory`. */
export async function allowedLeftovers(
  strategy: Strategy,
  directory: string,
  documentName: string,
): Promise<Set<string>> {
  const document = path.join(directory, 'ordinary', documentName);
  fs.mkdirSync(path.dirname(document), { recursive: true });
  const store = await strategy.open(document, { lockTimeoutMs: 1000 });
  for (let rev = 0; rev < 2; rev++) await store.write(makeDocument(`ordinary${rev}`, 300), rev);
  await store.close();
  return new Set(leftoversBeside(document));
}
