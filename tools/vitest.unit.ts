// Keeps unit tests what they are: whoever starts a process or a thread in one fails, and is told to name the
// file X.real.test.ts.
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

function refuse(): never {
  throw new Error('a unit test starts no process and no thread: name this file X.real.test.ts');
}

for (const start of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const) {
  childProcess[start] = Object.assign(refuse, { __promisify__: refuse });
}
workerThreads.Worker = class extends workerThreads.Worker {
  constructor() {
    super(refuse());
  }
};
syncBuiltinESMExports();
