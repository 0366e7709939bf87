// npm run bench: what an acknowledged write costs, for strategies and the two floors in one interleaved run, so
// that a busy machine slows all of them alike. Ratios of medians with 95 % bootstrap intervals; the first
// strategy runs twice, and how far its pair is apart is the noise: no claim is finer. Arguments: ids.
import fs from 'node:fs';
import path from 'node:path';
import { ratioOfQuantiles } from '../../../results/verdicts/statistics.js';
import { strategies } from '../../../strategies/strategy-registry.js';
import { makeDocument } from '../../document.js';

const SIZES_BYTES = [1024, 2048, 16_384, 131_072, 1_048_576];
const ROUNDS = 40;
const PER_ROUND = 3;
const SEED = 1;
const IDS = ['flock', 'ofd', 'fcntl', 'lockfile', 'link', 'no-lock'];

interface Contestant {
  name: string;
  write(n: number): Promise<void> | void;
  close(): Promise<void> | void;
}

async function strategyIn(directory: string, id: string, bytes: number): Promise<Contestant> {
  const load = Object.entries(strategies).find(([known]) => known === id)?.[1];
  if (load === undefined) throw new Error(`no strategy ${id}`);
  const store = await (await load()).default.open(path.join(directory, 'tasks.yaml'), {
    lockTimeoutMs: 5000,
  });
  let rev = (await store.read())?.rev ?? 0;
  return {
    name: id,
    async write(n) {
      rev = (await store.write(makeDocument(`n${n}`, bytes), rev)).rev;
    },
    close: () => store.close(),
  };
}

/** Overwrite in place and fdatasync: the least that a durable write costs. */
function flushFloor(directory: string, size: number): Contestant {
  const fd = fs.openSync(path.join(directory, 'floor'), 'w');
  const bytes = Buffer.alloc(size, 'x');
  fs.writeSync(fd, bytes, 0, size, 0);
  fs.fsyncSync(fd);
  const write = (n: number): void => {
    bytes.write(String(n));
    fs.writeSync(fd, bytes, 0, size, 0);
    fs.fdatasyncSync(fd);
  };
  return { name: 'one flush', write, close: () => fs.closeSync(fd) };
}

/** Temporary file, fsync, rename, directory fsync, without a lock and without YAML. */
function renameFloor(directory: string, size: number): Contestant {
  const [tmp, target] = [path.join(directory, 'floor.tmp'), path.join(directory, 'floor')];
  const bytes = Buffer.alloc(size, 'x');
  const synced = (name: string, flags: string, use: (fd: number) => void): void => {
    const fd = fs.openSync(name, flags);
    use(fd);
    fs.fsyncSync(fd);
    fs.closeSync(fd);
  };
  const write = (n: number): void => {
    bytes.write(String(n));
    synced(tmp, 'w', (fd) => fs.writeSync(fd, bytes));
    fs.renameSync(tmp, target);
    if (process.platform !== 'win32') synced(directory, 'r', () => undefined);
  };
  return { name: 'rename floor', write, close: () => undefined };
}

async function measure(place: string, size: number, ids: readonly string[]): Promise<void> {
  const fresh = (name: string): string => fs.mkdtempSync(path.join(place, `${name.replaceAll(' ', '-')}-`));
  const contestants = [flushFloor(fresh('flush'), size), renameFloor(fresh('rename'), size)];
  for (const id of [...ids, ...ids.slice(0, 1)]) contestants.push(await strategyIn(fresh(id), id, size));
  const samplesMs = contestants.map((): number[] => []);
  for (let round = -2; round < ROUNDS; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const at = (turn + round + 2) % contestants.length;
      for (let n = 0; n < PER_ROUND; n += 1) {
        const beganMs = performance.now();
        await contestants[at]?.write(round * PER_ROUND + n);
        if (round >= 0) samplesMs[at]?.push(performance.now() - beganMs);
      }
    }
  }
  for (const contestant of contestants) await contestant.close();
  const [flush = [], rename = [], first = []] = samplesMs;
  say(`\n${size} bytes: ${ROUNDS * PER_ROUND} writes each   × one flush            × rename floor`);
  for (const [index, { name }] of contestants.entries()) {
    const samples = samplesMs[index] ?? [];
    say(`  ${name.padEnd(22)}${told(samples, flush).padEnd(24)}${told(samples, rename)}`);
  }
  say(`  noise: the same strategy twice ${told(samplesMs.at(-1) ?? [], first)}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function told(samples: readonly number[], floor: readonly number[]): string {
  const ratio = ratioOfQuantiles(samples, floor, 0.5, SEED);
  if (ratio === null) return '-';
  return `${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`;
}

const place = fs.mkdtempSync(path.join(process.cwd(), '.holdfast-bench-'));
try {
  const ids = process.argv.slice(2);
  for (const size of SIZES_BYTES) await measure(place, size, ids.length > 0 ? ids : IDS);
} finally {
  fs.rmSync(place, { recursive: true, force: true });
}
