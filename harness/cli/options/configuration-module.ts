// Loads a configuration that is a module: the user's own code, in a thread of its own, because one that spins or
// never settles can be ended there. What it exports is copied, so it must be data.
import { Worker } from 'node:worker_threads';

const loadMsMax = 10_000;

const source = `
const { parentPort, workerData } = require('node:worker_threads');
const say = (words, error) => {
  try { parentPort.postMessage({ error: words + (error?.message ?? error) }); }
  catch { parentPort.postMessage({ error: words + 'something that has no words' }); }
};
import(workerData).then(
  ({ default: value }) => {
    try { parentPort.postMessage({ value }); }
    catch (error) { say('it exports no data: ', error); }
  },
  (error) => say('', error),
);
`;

/** The default export of the module at `url`. Rejects with an Error whose message is half a sentence. */
export async function moduleValue(url: string, msMax: number = loadMsMax): Promise<unknown> {
  const worker = new Worker(source, { eval: true, workerData: url, execArgv: [] });
  try {
    return await answerOf(worker, msMax);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, msMax: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(why));
    };
    const timer = setTimeout(() => failed(`it had not finished loading after ${msMax / 1000} s`), msMax);
    worker.once('message', (said: { value?: unknown; error?: string }) => {
      clearTimeout(timer);
      if (said.error !== undefined) failed(said.error);
      else if (said.value === undefined) failed('it has no default export');
      else resolve(said.value);
    });
    worker.once('error', (error: unknown) => failed(error instanceof Error ? error.message : String(error)));
    worker.once('exit', () => failed('it ended without an export'));
  });
}
