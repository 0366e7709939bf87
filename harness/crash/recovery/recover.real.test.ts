// Recovery in real children: after a reboot a strategy sees another boot id and at once it does not, each
// disk is as it was put there whatever was done to the last one, and syncs are skipped only on disks that are
// thrown away.
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { durabilityOf } from '../../judge/durability.js';
import type { DiskNode, RecoveredItem } from '../children/child-protocol.js';
import type { CrashContext } from '../children/children.js';
import { ContentPacking } from '../contents/packed-contents.js';
import { inCrashContext, writeStrategy } from '../testing/crash-workbench.js';

const BOOT_ID_PATH = '/proc/sys/kernel/random/boot_id';

// Children are forked from what was built.
const built = (name: string): string => new URL(`../../../dist/harness/${name}.js`, import.meta.url).href;
const { recoverAll } = (await import(built('crash/recovery/recover'))) as typeof import('./recover.js');
const { judgeCrashStates } = (await import(
  built('crash/crash-states')
)) as typeof import('../crash-states.js');

/** Held as long as the machine runs and the owner's pid lives: the parent's, which outlives the recording. */
const BOOT_LOCKED = `
  const lock = file + '.lock';
  const own = { boot: fs.readFileSync('${BOOT_ID_PATH}', 'latin1').trim(), pid: process.ppid };
  const lives = (pid) => { try { return process.kill(pid, 0); } catch { return false; } };
  if (fs.existsSync(lock)) {
    let owner = {};
    try { owner = JSON.parse(fs.readFileSync(lock, 'utf8')); } catch {}
    if (owner.boot === own.boot && lives(owner.pid)) throw Object.assign(new Error('held'), { code: 'LOCKED' });
  }
  fs.writeFileSync(lock, JSON.stringify(own));
  const fd = fs.openSync(file + '.tmp', 'w');
  fs.writeSync(fd, text);
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  fs.renameSync(file + '.tmp', file);
  const dir = fs.openSync(path.dirname(file), 'r');
  fs.fsyncSync(dir);
  fs.closeSync(dir);
  fs.unlinkSync(lock);`;

function withStrategy<T>(source: string, work: (context: CrashContext) => Promise<T>): Promise<T> {
  return inCrashContext('', (context) =>
    work({ ...context, reference: writeStrategy(context.freshDirectory('strategy'), source) }),
  );
}

let packing = new ContentPacking();
beforeEach(() => {
  packing = new ContentPacking();
});

const fileOf = (name: string, text: string): DiskNode => ({
  path: name,
  type: 'file',
  mode: 0o644,
  content: packing.packBytes(Buffer.from(text)),
});

/** Recovers from these disks, one after the other; documents are called `doc`. */
async function recoverFrom(
  context: CrashContext,
  disks: { nodes: DiskNode[]; agedMs: number | null }[],
): Promise<(RecoveredItem | null)[]> {
  const base = context.freshDirectory('disks');
  const items = disks.map(({ nodes, agedMs }, index) => {
    const root = path.join(base, String(index));
    const common = { lockPatienceMs: 0, ageMs: 0, documentBytes: 300 };
    return { path: path.join(root, 'doc'), disk: { root, nodes, agedMs }, ...common };
  });
  const { outcomes } = await recoverAll(context, items, { packing });
  expect(fs.readdirSync(base)).toEqual([]);
  return outcomes;
}

describe.runIf(process.platform === 'linux')('a lock that trusts in boot id and pid', () => {
  const held = (): DiskNode => {
    const boot = fs.readFileSync(BOOT_ID_PATH, 'latin1').trim();
    return fileOf('doc.lock', JSON.stringify({ boot, pid: process.pid }));
  };

  it('is taken over after a power loss, and respected where only the process has died', async () => {
    await withStrategy(BOOT_LOCKED, async (context) => {
      const outcomes = await recoverFrom(context, [
        { nodes: [held()], agedMs: null },
        { nodes: [held()], agedMs: 60_000 },
        { nodes: [held()], agedMs: null },
      ]);
      const locked = { type: 'error', code: 'LOCKED' };
      expect(outcomes).toMatchObject([
        { nextWrite: locked },
        { nextWrite: { type: 'ok' } },
        { nextWrite: locked },
      ]);
    });
  });

  it('is never why a write after a power loss is refused', async () => {
    await withStrategy(BOOT_LOCKED, async (context) => {
      const plan = {
        writes: 2,
        documentBytes: 600,
        statesMax: 40_000,
        statesPerPointMax: 2048,
        recoveriesMax: 60,
      };
      const fact = await judgeCrashStates(context, plan, 3);
      expect(fact.variants.map(({ distrust }) => distrust)).toEqual([null, null, null, null]);
      expect(durabilityOf([fact], false)?.models.at(-1)?.kinds).not.toContain('follow-up-failed');
    });
  });
});

describe('one disk after another', () => {
  /** Reports what it finds in the error of a write, and leaves as much as it can behind. */
  const NOSY = `
    const found = [];
    const look = (dir) => {
      for (const entry of fs.readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const full = path.join(dir, entry.name);
        found.push(entry.name + (entry.isFile() ? '=' + fs.readFileSync(full, 'utf8') : ''));
        if (entry.isDirectory()) look(full);
      }
    };
    const root = path.dirname(file);
    if (!root.includes('disks')) return fs.writeFileSync(file, text);
    look(root);
    fs.mkdirSync(path.join(root, 'mine', 'deep'), { recursive: true });
    fs.writeFileSync(path.join(root, 'mine', 'deep', 'left'), 'x');
    fs.writeFileSync(path.join(root, 'kept', 'left'), 'x');
    fs.rmSync(path.join(root, 'gone'), { recursive: true, force: true });
    fs.linkSync(path.join(root, 'kept', 'left'), path.join(root, 'kept', 'twin'));
    throw new Error(found.join(' '));`;
  const dirOf = (name: string): DiskNode => ({ path: name, type: 'dir', mode: 0o755 });

  it('holds exactly what was put there', async () => {
    await withStrategy(NOSY, async (context) => {
      const disk = (content: string) => ({
        nodes: [dirOf('gone'), dirOf('kept'), fileOf('kept/a', content), dirOf('kept/mine')],
        agedMs: 60_000,
      });
      const outcomes = await recoverFrom(context, [
        disk('1'),
        disk('2'),
        { nodes: [dirOf('kept')], agedMs: null },
      ]);
      expect(outcomes.map((outcome) => outcome?.nextWrite)).toMatchObject([
        { message: 'gone kept a=1 mine' },
        { message: 'gone kept a=2 mine' },
        { message: 'kept' },
      ]);
    });
  });

  it('also after a strategy has taken the last one away', async () => {
    const takesAway = `if (file.includes('disks')) fs.rmSync(path.dirname(file), { recursive: true });
      else fs.writeFileSync(file, text);`;
    await withStrategy(takesAway, async (context) => {
      const disk = { nodes: [fileOf('doc', '{"rev":1}')], agedMs: 60_000 };
      const outcomes = await recoverFrom(context, [disk, disk]);
      expect(outcomes.map((outcome) => outcome?.recovered)).toMatchObject([
        { type: 'document', observed: { rev: 1 } },
        { type: 'document', observed: { rev: 1 } },
      ]);
    });
  });
});

describe('syncs', () => {
  /** A descriptor that is not open: to really sync it fails. */
  const SYNCS_NOTHING = `fs.writeFileSync(file, text); fs.fsyncSync(1_000_000);`;

  it('are left out on disks that are thrown away, and done where a process died', async () => {
    const ordinary = `if (!/disks|died/.test(file)) return fs.writeFileSync(file, text); ${SYNCS_NOTHING}`;
    await withStrategy(ordinary, async (context) => {
      const [thrownAway] = await recoverFrom(context, [{ nodes: [], agedMs: 60_000 }]);
      expect(thrownAway?.nextWrite.type).toBe('ok');
      const place = path.join(context.freshDirectory('died'), 'doc');
      const common = { disk: null, lockPatienceMs: 0, ageMs: 0, documentBytes: 300 };
      const [died] = (await recoverAll(context, [{ path: place, ...common }])).outcomes;
      expect(died?.nextWrite).toMatchObject({ type: 'error', code: 'EBADF' });
    });
  });
});
