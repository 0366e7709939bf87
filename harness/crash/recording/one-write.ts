// One write that can be interrupted: in a directory with a document, a client opens, writes and closes. Stops
// inside the process and SIGKILLs use the same write, so that the n-th operation is the same operation for
// both.
import fs from 'node:fs';
import path from 'node:path';
import type { Strategy } from '../../../strategies/strategy.js';
import { makeDocument } from '../../document.js';

const LOCK_TIMEOUT_MS = 1000;

export interface OneWrite {
  path: string;
  /** Of the document that is there before. */
  oldRev: number;
  oldToken: string;
  newToken: string;
  /** Opens, writes and closes; `acked` is called when the write was acknowledged. */
  run(acked: () => void): Promise<void>;
}

/** Makes `directory` with a document in it, the last of so many writes. */
export async function prepareWrite(
  strategy: Strategy,
  directory: string,
  documentBytes: number,
  token: string,
  writesBefore = 1,
): Promise<OneWrite> {
  fs.mkdirSync(directory, { recursive: true });
  const document = path.join(directory, 'tasks.yaml');
  const [oldToken, newToken] = [`${token}-old`, `${token}-new`];
  const first = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  for (let rev = 0; rev < writesBefore; rev++) {
    const earlier = rev === writesBefore - 1 ? oldToken : `${token}-earlier${rev}`;
    await first.write(makeDocument(earlier, documentBytes), rev);
  }
  await first.close();
  const next = makeDocument(newToken, documentBytes);
  return {
    path: document,
    oldRev: writesBefore,
    oldToken,
    newToken,
    async run(acked) {
      const store = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
      await store.write(next, writesBefore);
      acked();
      await store.close();
    },
  };
}
