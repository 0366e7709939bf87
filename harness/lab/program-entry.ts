// Child process: a program that uses a strategy once and has nothing else to do. When it is still there some
// time after it has closed its store, it says what keeps it alive, and ends itself.
import fs from 'node:fs';
import { loadStrategy } from '../actors/strategy-reference.js';
import { makeDocument } from '../document.js';
import { armWatchdog } from '../processes/watchdog.js';

const STAYS_AFTER_MS = 3000;

// Taken before the strategy is loaded.
const { setTimeout } = globalThis;
const { appendFileSync } = fs;

armWatchdog();
const [reference = '', documentPath = '', report = ''] = process.argv.slice(2);
const say = (line: object): void => appendFileSync(report, `${JSON.stringify(line)}\n`);

// Of the harness: pipes of this process and its watchdog's thread.
const ours = new Set(process.getActiveResourcesInfo());
const strategy = await loadStrategy(reference);
const store = await strategy.open(documentPath, { lockTimeoutMs: 5000 });
await store.write(makeDocument('program', 300), null);
await store.read();
await store.close();
say({ say: 'closed' });
setTimeout(() => {
  const keptBy = [...new Set(process.getActiveResourcesInfo())].filter((name) => !ours.has(name));
  say({ type: 'stays', afterMs: STAYS_AFTER_MS, keptBy });
  process.kill(process.pid, 'SIGKILL');
}, STAYS_AFTER_MS).unref();
