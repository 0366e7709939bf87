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
  oldToken: string;
  newToken: string;
  /** Opens, writes and closes; `acked` is called when the write was acknowledged. */
  run(acked: () => void): Promise<void>;
}

/** Makes `directory` with a document in it. */
export async function prepareWrite(
  strategy: Strategy,
  directory: string,
  documentBytes: number,
  token: string,
): Promise<OneWrite> {
  fs.mkdirSync(directory, { recursive: true });
  const document = path.join(directory, 'tasks.yaml');
  const [oldToken, newToken] = [`${token}-old`, `${token}-new`];
  const first = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
  await first.write(makeDocument(oldToken, documentBytes), 0);
  await first.close();
  const next = makeDocument(newToken, documentBytes);
  return {
    path: document,
    oldToken,
    newToken,
    async run(acked) {
      const store = await strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
      await store.write(next, 1);
      acked();
      await store.close();
    },
  };
}
