// Injected faults against real ones: what a strategy makes of them must be the same, whether they come from the
// tap, from strace or from the system. One that keeps its data and one that does not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IoFaultsFact } from '../../results/facts/io-faults-fact.js';
import { keepsData } from '../../scenarios/checks/faults/keeps-data.js';
import { noIgnoredSync } from '../../scenarios/checks/faults/no-ignored-sync.js';
import { memoryPlace } from '../processes/testing/memory-place.js';
import type * as straceTap from '../tap/strace/strace.js';
import type * as comparing from './testing/real-faults.js';
import type { FaultContext } from './tried-faults.js';
import type * as trying from './try-faults.js';

const built = (file: string): string => new URL(`../../dist/harness/${file}`, import.meta.url).href;
const { tryFaults }: typeof trying = await import(built('faults/try-faults.js'));
const { agreementOf, realFaults }: typeof comparing = await import(built('faults/testing/real-faults.js'));
const { straceAvailability }: typeof straceTap = await import(built('tap/strace/strace.js'));

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(memoryPlace, 'holdfast-real-faults-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let directories = 0;
function freshDirectory(name: string): string {
  const directory = join(root, `${name}-${directories++}`);
  mkdirSync(directory);
  return directory;
}

async function injected(reference: string): Promise<IoFaultsFact> {
  const context: FaultContext = { reference, freshDirectory, registerProcess: () => () => {} };
  return (await tryFaults(context, { documentBytes: 500 }, null)).fact;
}

// Mounts and other users need root; the limit of file sizes needs prlimit(1) of Linux.
describe.runIf(process.platform === 'linux')('the system’s own faults', () => {
  test.each([
    ['no-lock', 'kept'],
    ['write-file-atomic', 'lost'],
  ] as const)('%s: the same as injected ones; a part that was taken is %s', async (id, ofShort) => {
    const [fact, real] = await Promise.all([injected(id), realFaults(id, freshDirectory('real'))]);
    const agreements = real.map((one) => agreementOf(one, fact));
    expect(agreements.filter(({ real, injected }) => real !== injected)).toEqual([]);
    expect(agreements).toContainEqual({ fault: 'limit of file sizes', real: ofShort, injected: ofShort });
    expect(agreements).toHaveLength(process.getuid?.() === 0 ? 4 : 1);
  });
});

/** Its writes are JavaScript; that an addon was loaded is enough to doubt what the tap has seen. */
function native(name: string, sync: string): string {
  const file = join(root, `${name}.mjs`);
  writeFileSync(
    file,
    `import fs from 'node:fs';
try { process.dlopen({ exports: {} }, '/nowhere/storage.node'); } catch {}
export default {
  id: '${name}',
  async open(path) {
    const read = async () => { try { return JSON.parse(fs.readFileSync(path, 'utf8')); } catch (e) { if (e.code === 'ENOENT') return null; throw e; } };
    return {
      read,
      async write(next) {
        const stored = { ...next, rev: ((await read())?.rev ?? 0) + 1 };
        const fd = fs.openSync(path + '.tmp', 'w');
        try { fs.writeFileSync(fd, JSON.stringify(stored)); ${sync} } finally { fs.closeSync(fd); }
        fs.renameSync(path + '.tmp', path);
        return stored;
      },
      async close() {},
    };
  },
};
`,
  );
  return pathToFileURL(file).href;
}

test.runIf(straceAvailability().available)(
  'native code meets the same faults at its system calls',
  async () => {
    const fact = await injected(
      native('syncs-once-more', 'try { fs.fsyncSync(fd); } catch { fs.fsyncSync(fd); }'),
    );
    expect(fact).toMatchObject({ by: 'strace', distrust: null });
    const byStrace = fact.faults.filter(({ operation }) => operation.startsWith('fsync('));
    expect(byStrace.find(({ how }) => how === 'once')).toMatchObject({
      injected: 1,
      answer: { type: 'ok' },
      sync: { of: 'file', next: 'retried' },
    });
    expect(byStrace.find(({ how }) => how === 'lasting')).toMatchObject({
      injected: 2,
      answer: { code: 'EIO' },
    });
    expect(noIgnoredSync.judge([fact]).verdict).toBe('fail');
    expect(keepsData.judge([fact]).verdict).toBe('pass');
  },
);
