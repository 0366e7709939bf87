// Starts the missing clients and lets every new one write a few times, because the first write often differs
// from later ones (modules are loaded late, and some libraries probe the file system).
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clients } from './clients.js';
import { removeFiles } from './initial-files.js';
import { runSingleClient } from './single-client.js';
import { START } from './virtual-clock.js';

const WRITES = 3;

/** `freshPath`: of a directory that is not there yet. @throws ClientStartError */
export async function completeWarm(clients: Clients, freshPath: () => string): Promise<void> {
  for (const number of await clients.complete()) {
    const directory = freshPath();
    mkdirSync(directory);
    const job = { do: 'write', writes: WRITES, triesMax: WRITES } as const;
    const script = { client: number, directory, document: join(directory, 'warm-up.yaml'), job };
    await runSingleClient(clients, number, { ...script, documentBytes: 300, seed: 0 }, START);
    removeFiles(directory);
  }
}
