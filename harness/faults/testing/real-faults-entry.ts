// Program: one strategy meets real faults of Linux, each in the middle of its second write, and then looks at what
// is there: a full file system, a limit of file sizes, a read-only mount, a directory without permission. As root,
// for mounts; other users meet the limit only. Arguments: a reference, and an empty directory. Prints JSON lines.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Strategy } from '../../../strategies/strategy.js';
import { loadStrategy } from '../../actors/strategy-reference.js';
import { makeDocument } from '../../document.js';
import { answerOf, foundBy, quietly } from '../store-calls.js';
import type { RealFault, RealFaultName } from './real-faults.js';

const [reference = '', root = ''] = process.argv.slice(2);
const PAGE_BYTES = 4096;
/** More than one page, so that a part of it can be taken. */
const DOCUMENT_BYTES = 6000;
const LOCK_TIMEOUT_MS = 50;
const LIMIT_BYTES = 2048;
const NOBODY = 65_534;

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

/** `begin` brings the fault about and returns what ends it. */
interface Condition {
  name: RealFaultName;
  mounts: boolean;
  begin(directory: string): () => void;
}

const conditions: readonly Condition[] = [
  {
    name: 'full file system',
    mounts: true,
    begin(directory) {
      const filler = path.join(directory, 'filler');
      const fd = fs.openSync(filler, 'w');
      const page = Buffer.alloc(PAGE_BYTES, 1);
      let pages = 0;
      try {
        for (;;) pages += fs.writeSync(fd, page) / PAGE_BYTES;
      } catch {
        // One page is left: a write finds room for a part.
        fs.ftruncateSync(fd, Math.floor(pages - 1) * PAGE_BYTES);
      }
      fs.closeSync(fd);
      return () => fs.rmSync(filler);
    },
  },
  {
    name: 'limit of file sizes',
    mounts: false,
    begin() {
      // Without a listener the signal would end this process.
      process.on('SIGXFSZ', () => {});
      run('prlimit', '--pid', String(process.pid), `--fsize=${LIMIT_BYTES}:`);
      return () => run('prlimit', '--pid', String(process.pid), '--fsize=unlimited:');
    },
  },
  {
    name: 'read-only mount',
    mounts: true,
    begin(directory) {
      run('mount', '-o', 'remount,ro', directory);
      return () => run('mount', '-o', 'remount,rw', directory);
    },
  },
  {
    name: 'directory without permission',
    mounts: true,
    begin(directory) {
      fs.chmodSync(directory, 0o555);
      process.seteuid?.(NOBODY);
      return () => {
        process.seteuid?.(0);
        fs.chmodSync(directory, 0o755);
      };
    },
  },
];

async function met(
  strategy: Strategy,
  { name, mounts, begin }: Condition,
  number: number,
): Promise<RealFault> {
  const directory = path.join(root, `real-${number}`);
  fs.mkdirSync(directory);
  if (mounts) run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory);
  try {
    const document = path.join(directory, 'tasks.yaml');
    const open = () => strategy.open(document, { lockTimeoutMs: LOCK_TIMEOUT_MS });
    const store = await open();
    await store.write(makeDocument('old', DOCUMENT_BYTES), 0);
    const end = begin(directory);
    const answer = await answerOf(() => store.write(makeDocument('new', DOCUMENT_BYTES), 1));
    end();
    const other = await open();
    const fresh = await foundBy(() => other.read());
    await quietly(() => store.close());
    await quietly(() => other.close());
    return { name, answer, fresh };
  } finally {
    if (mounts) run('umount', '-l', directory);
  }
}

const strategy = await loadStrategy(reference);
const isRoot = process.getuid?.() === 0;
for (const [number, condition] of conditions.entries()) {
  if (condition.mounts && !isRoot) continue;
  process.stdout.write(`${JSON.stringify(await met(strategy, condition, number))}\n`);
}
process.exit(0);
