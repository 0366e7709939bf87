// Replays of capsules: the same failure every time, never for a forged capsule, and inconclusive for a
// strategy that can't run. Real strategies recover from the disks in real processes.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Capsule, checkCapsule } from '../../../results/capsules/crash-capsule.js';
import { memoryPlace } from '../../processes/testing/memory-place.js';
import { imageOfTree } from '../states/disk-image.js';
import { capsulesOf, manyCapsules, record } from '../testing/capsules.js';
import { commits } from '../testing/script.js';
import type * as recovering from './recover-from-capsule.js';
import { type ReplayInputs, replayCrash } from './replay-crash.js';

// The child's entry exists only in dist/.
const built = new URL('../../../dist/harness/crash/replay/recover-from-capsule.js', import.meta.url).href;
const { recoverFromCapsule }: typeof recovering = await import(built);

const root = mkdtempSync(join(memoryPlace, 'holdfast-replay-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let dirs = 0;
function recoverWith(capsule: Capsule, reference: string, baseMs?: number): () => Promise<ReplayInputs> {
  const freshDirectory = (name: string): string => {
    const directory = join(root, `${name}-${dirs++}`);
    mkdirSync(directory);
    return directory;
  };
  const context = { reference, freshDirectory, registerProcess: () => () => {} };
  return () => recoverFromCapsule(context, capsule, baseMs === undefined ? {} : { baseMs });
}
const notAsked = (): Promise<ReplayInputs> => Promise.resolve({ type: 'not-asked', reason: 'in this test' });
const stored = (capsule: Capsule) => checkCapsule(JSON.parse(JSON.stringify(capsule)));

function moduleOf(name: string, text: string): string {
  const path = join(root, `${name}.mjs`);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

function one(commit: keyof typeof commits, outcome: string): Capsule {
  const capsules = capsulesOf(record(commits[commit], 'document-present', 2), 'document-present', 3);
  const found = capsules.find((capsule) => capsule.outcome === outcome);
  if (found === undefined) throw new Error(`${commit} gave no ${outcome}`);
  return stored(found);
}

describe('a hundred capsules', () => {
  const capsules = manyCapsules();

  it('replay a hundred of a hundred times, and a second time alike', async () => {
    expect(capsules.length).toBeGreaterThanOrEqual(100);
    for (const capsule of capsules) {
      const first = await replayCrash(stored(capsule), notAsked);
      expect(first).toMatchObject({
        verdict: 'same',
        bytes: capsule.outcome,
        permission: { type: 'permitted' },
        derived: true,
        explanation: capsule.explanation,
        expected: capsule.expected,
        contradictions: [],
      });
      expect(await replayCrash(stored(capsule), notAsked)).toEqual(first);
    }
  });

  it('hold every way in which a document is lost', () => {
    expect(new Set(capsules.map(({ outcome }) => outcome))).toEqual(
      new Set(['lost-acknowledged-write', 'missing-document', 'torn-document', 'zero-length-document']),
    );
  });
});

describe.concurrent('the real strategy on the disk', () => {
  it.each([
    ['fsync-rename', 'lost-acknowledged-write'],
    ['unlink-first', 'missing-document'],
    ['in-place', 'torn-document'],
    ['rename-only', 'zero-length-document'],
  ] as const)('%s: %s, as recorded', async (commit, outcome) => {
    const capsule = one(commit, outcome);
    const found = await replayCrash(capsule, recoverWith(capsule, 'no-lock'));
    // One failure, one name: that the torn document is refused, by the next write too, is no other failure.
    expect(found).toMatchObject({ verdict: 'same', asked: { type: 'tried' }, kinds: [outcome] });
  });

  it('torn by its last line break only, it is the whole document to a parser', async () => {
    const isAlmostWhole = (capsule: Capsule) => {
      const files = Object.values(capsule.disk.inodes).flatMap((node) =>
        node.type === 'file' ? [Buffer.from(node.content, 'base64')] : [],
      );
      return files.some((bytes) => bytes.length > 1000 && /digest: \w{16}$/.test(bytes.toString()));
    };
    const capsule = manyCapsules().find((one) => one.outcome === 'torn-document' && isAlmostWhole(one));
    if (capsule === undefined) throw new Error('nothing torn there');
    const found = await replayCrash(capsule, recoverWith(capsule, 'no-lock'));
    expect(found).toMatchObject({ verdict: 'different', bytes: 'torn-document', kinds: [] });
  });
});

describe('forged', () => {
  it('a disk that the model does not permit', async () => {
    const capsule = one('in-place', 'torn-document');
    const text = Buffer.from('anything else').toString('base64');
    for (const node of Object.values(capsule.disk.inodes)) if (node.type === 'file') node.content = text;
    expect(await replayCrash(capsule, notAsked)).toMatchObject({
      verdict: 'different',
      permission: { type: 'forbidden' },
      derived: false,
    });
  });

  it('a weaker adversary than the one it takes', async () => {
    const capsule = one('fsync-rename', 'lost-acknowledged-write');
    expect(capsule.model).toBe('ordered');
    expect(await replayCrash({ ...capsule, model: 'kill' }, notAsked)).toMatchObject({
      verdict: 'different',
    });
  });

  it('another outcome, crash point or expectation than follows from the trace', async () => {
    const capsule = one('fsync-rename', 'lost-acknowledged-write');
    const other = await replayCrash(
      { ...capsule, outcome: 'torn-document' },
      recoverWith(capsule, 'no-lock'),
    );
    expect(other).toMatchObject({ verdict: 'different', kinds: ['lost-acknowledged-write'] });
    const early = await replayCrash({ ...capsule, crashPoint: 0 }, notAsked);
    expect(early.verdict).not.toBe('same');
    const expected = { lastAcked: null, lastAttempted: null };
    const told = await replayCrash({ ...capsule, expected, lost: [] }, notAsked);
    expect(told.contradictions).toHaveLength(2);
    expect(told.explanation).toEqual(capsule.explanation);
  });
});

describe.concurrent('the strategy itself', () => {
  it.runIf(process.platform === 'linux')(
    'sees another boot id after a reboot, and its own at once',
    async () => {
      const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
      const reference = moduleOf(
        'tells-the-boot-id',
        `import fs from 'node:fs';
       const told = () => { throw new Error(fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()); };
       export default { id: 'tells-the-boot-id', async open(file) {
         const read = async () => file.includes('after-reboot') || file.includes('at-once') ? told() : null;
         const write = async (next) => { await read(); return { ...next, rev: 1 }; };
         return { read, write, async close() {} };
       } };`,
      );
      const capsule = one('fsync-rename', 'lost-acknowledged-write');
      const inputs = await recoverWith(capsule, reference)();
      if (inputs.type !== 'tried') throw new Error(inputs.type);
      expect(inputs.atOnce?.recovered).toMatchObject({ message: bootId });
      const { recovered } = inputs.afterReboot;
      expect(recovered).toMatchObject({ message: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      expect(recovered).not.toMatchObject({ message: bootId });
    },
  );

  it('that copes with the disk makes another outcome', async () => {
    const capsule = one('in-place', 'torn-document');
    const file = Object.values(capsule.trace.initial.inodes).find((node) => node.type === 'file');
    const text = file?.type === 'file' ? Buffer.from(file.content, 'base64').toString() : '';
    // The crash came in the first write: falling back to the document from before is right.
    const whole = moduleOf('whole', robust(text));
    expect(await replayCrash(capsule, recoverWith(capsule, whole))).toMatchObject({
      verdict: 'different',
      bytes: 'torn-document',
      kinds: [],
    });
  });

  it('that leaves litter, cannot write, or hangs, is caught', async () => {
    const capsule = { ...one('in-place', 'torn-document'), outcome: 'litter' as const };
    const kindsWith = async (name: string, text: string, msMax?: number) =>
      (await replayCrash(capsule, recoverWith(capsule, moduleOf(name, text), msMax))).kinds;
    const missing = 'missing-document';
    expect(await kindsWith('littering', faulty("fs.writeFileSync(path + '.left', '')"))).toEqual([
      missing,
      'litter',
    ]);
    const locked = "throw Object.assign(new Error('no'), { code: 'LOCKED' })";
    const faults: [name: string, fault: string, baseMs?: number][] = [
      ['stuck', locked],
      ['forgetting', 'return next'],
      ['dying', 'process.kill(process.pid, "SIGKILL")'],
      ['hanging', 'for (;;);', 4000],
    ];
    const found = await Promise.all(
      faults.map(async ([name, fault, baseMs]) => [name, await kindsWith(name, faulty(fault), baseMs)]),
    );
    expect(found).toEqual(faults.map(([name]) => [name, [missing, 'follow-up-failed']]));
  });

  it('that is not there, or refuses, is inconclusive and says why', async () => {
    const capsule = one('fsync-rename', 'lost-acknowledged-write');
    const absent = await replayCrash(capsule, recoverWith(capsule, 'never-heard-of'));
    expect(absent).toMatchObject({ verdict: 'inconclusive', asked: { type: 'unavailable' } });
    expect(absent.reason).toContain('never-heard-of');
    const refusing = moduleOf(
      'refusing',
      `export default { id: 'r', open() {}, availability: async () => ({ available: false, reason: 'no addon', remedy: 'get one' }) };`,
    );
    const refused = await replayCrash(capsule, recoverWith(capsule, refusing));
    expect(refused).toMatchObject({
      verdict: 'inconclusive',
      asked: { reason: 'no addon', remedy: 'get one' },
    });
    const ending = moduleOf('ending', 'process.exit(3);');
    expect(await replayCrash(capsule, recoverWith(capsule, ending))).toMatchObject({
      verdict: 'inconclusive',
    });
  });
});

it('the disk is the one of the capsule, and what a strategy prints does no harm', async () => {
  const capsule = one('fsync-rename', 'lost-acknowledged-write');
  const telling = moduleOf(
    'telling',
    `import fs from 'node:fs'; import path from 'node:path';
     export default { id: 'telling', async open(file) {
       console.log('{"say":"recovered"}');
       const tell = () => { throw new Error(fs.readdirSync(path.dirname(file)).join() + ' ' + fs.readFileSync(file)); };
       const read = async () => file.includes('after-reboot') ? tell() : null;
       return { read, write: async (next) => next, async close() {} };
     } };`,
  );
  const inputs = await recoverWith(capsule, telling)();
  const document = imageOfTree(capsule.disk).find(({ path }) => path === capsule.documentPath);
  const text = document?.type === 'file' ? Buffer.from(document.bytes).toString() : '';
  expect(text).toContain('token: before');
  expect(inputs).toMatchObject({
    afterReboot: { recovered: { type: 'error', message: `tasks.yaml,tasks.yaml.tmp ${text}` } },
  });
});

/** A strategy that takes a document it can't parse for `text`. */
function robust(text: string): string {
  return strategyOf(`return parse(textIn(path)) ?? parse(${JSON.stringify(text)});`, '');
}

/** A strategy that does `fault` in a write if the document was torn. */
function faulty(fault: string): string {
  return strategyOf(`return parse(textIn(path));`, `if (torn) { ${fault} }`);
}

function strategyOf(read: string, inWrite: string): string {
  const yaml = new URL('../../../dist/strategies/task-file.js', import.meta.url).href;
  return `
import fs from 'node:fs';
import { parseTaskFile, serialiseTaskFile } from '${yaml}';
const parse = (text) => { try { return parseTaskFile(text, 'x'); } catch { return null; } };
const textIn = (path) => fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : null;
export default {
  id: 'mine',
  async open(path) {
    const look = () => { ${read} };
    return {
      async read() { return look(); },
      async write(next) {
        const torn = textIn(path) !== null && look() === null;
        const stored = { ...next, rev: (look()?.rev ?? 0) + 1 };
        ${inWrite}
        fs.writeFileSync(path, serialiseTaskFile(stored));
        return stored;
      },
      async close() {},
    };
  },
};`;
}
