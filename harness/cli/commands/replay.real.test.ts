// holdfast replay from the command line: real capsules, real disks, and every way in which somebody else's file
// can be wrong. Modules that a capsule names run only when told to.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import { capsulesOf, record } from '../../crash/testing/capsules.js';
import { commits } from '../../crash/testing/script.js';
import type * as here from '../../run/replay-here.js';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';

// The child's entry exists only in dist/.
const built = new URL('../../../dist/harness/run/replay-here.js', import.meta.url).href;
const { replayHere }: typeof here = await import(built);

let bench: CliBench;
afterEach(() => bench.remove());
const newBench = (script: ScriptedAnswers = {}) => {
  bench = new CliBench({ replayCapsule: replayHere, ...script });
  return bench;
};

function capsule(changes: Partial<Capsule> = {}): Capsule {
  const found = capsulesOf(record(commits['fsync-rename'], 'document-present', 2), 'document-present', 3);
  const lost = found.find(({ outcome }) => outcome === 'lost-acknowledged-write');
  if (lost === undefined) throw new Error('nothing lost');
  return { ...lost, strategy: { id: 'no-lock', reference: 'no-lock' }, ...changes };
}

describe('a capsule of a built-in strategy', () => {
  test('is told as a story, ends with 0, and leaves nothing behind', async () => {
    newBench().write('capsule.json', JSON.stringify(capsule()));
    const { code, out, err } = await bench.run('replay', 'capsule.json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^capsule of no-lock: lost-acknowledged-write under ordered \(document-present, crash after/,
    );
    expect(out).toContain('fsync state/tasks.yaml.tmp');
    expect(out).toMatch(/LOST: .*\n {2}#\d+ — rev 2 acknowledged\n {2}\*\*\* the power goes \*\*\*/);
    expect(out).toMatch(/state\/tasks\.yaml +\d+ bytes +\d+ bytes +\d+ bytes/);
    expect(out).toContain('expected:      rev 2 (acknowledged) … rev 2 (attempted)');
    expect(out).toContain('recovery read: rev 1');
    expect(out).toContain('model:         ordered permits this disk at this crash point');
    expect(out).toContain(
      'Why: the rename was not durable when rev 2 was acknowledged: nothing synced its directory',
    );
    expect(out.trimEnd().split('\n').at(-1)).toBe('Replay: same: lost-acknowledged-write, as recorded.');
    expect(existsSync(bench.path('.holdfast'))).toBe(false);
  });

  test('as JSON, from stdin', async () => {
    newBench({ stdin: JSON.stringify(capsule()) });
    const { code, out } = await bench.run('--json', 'replay', '-');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      capsule: { strategy: { id: 'no-lock' }, model: 'ordered', crashPoint: expect.any(Number) },
      verdict: 'same',
      recorded: 'lost-acknowledged-write',
      asked: { type: 'tried', read: { rev: 1 } },
      permission: { type: 'permitted' },
    });
  });

  test('with another outcome written into it ends with 1', async () => {
    newBench().write('capsule.json', JSON.stringify(capsule({ outcome: 'litter' })));
    const { code, out } = await bench.run('replay', 'capsule.json');
    expect(code).toBe(1);
    expect(out).toContain('Replay: different: litter was recorded; now it is lost-acknowledged-write.');
  });

  test('of another version ends with 3 and says why', async () => {
    newBench().write('capsule.json', JSON.stringify(capsule({ strategy: { id: 'old', reference: 'old' } })));
    const { code, out } = await bench.run('replay', 'capsule.json');
    expect(code).toBe(3);
    expect(out).toContain('There is no strategy "old"');
    expect(out).toContain('remedy:   name a module that is here with --strategy PATH');
  });
});

describe('a module of its own', () => {
  const text = (mark: string) => `
import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(mark)}, 'loaded');
const newest = { version: 1, rev: 2, updated_at: '', tasks: [], holdfast: { token: 't2', digest: '4f53cda18c2baa0c' } };
export default { id: 'mine', async open() {
  return { read: async () => newest, write: async (next) => next, close: async () => {} };
} };`;
  function foreign(): { mark: string; module: string } {
    const mark = newBench().path('loaded');
    const module = bench.write('mine.mjs', text(mark));
    bench.write(
      'capsule.json',
      JSON.stringify(capsule({ strategy: { id: 'mine', reference: pathToFileURL(module).href } })),
    );
    return { mark, module };
  }

  test('is not loaded: the bytes decide, and that is said', async () => {
    const { mark } = foreign();
    const { code, out } = await bench.run('replay', 'capsule.json');
    expect(code).toBe(0);
    expect(out).toContain('strategy: not run: it is a module of the user');
    expect(existsSync(mark)).toBe(false);
  });

  test('--trust loads it', async () => {
    const { mark } = foreign();
    const { code, out } = await bench.run('replay', 'capsule.json', '--trust');
    expect(existsSync(mark)).toBe(true);
    expect(out).toContain('recovery read: rev 2');
    expect(out).toContain('failures:      follow-up-failed');
    expect(code).toBe(1);
  });

  test('--strategy names another', async () => {
    const { mark, module } = foreign();
    const builtIn = await bench.run('replay', 'capsule.json', '--strategy', 'no-lock');
    expect(builtIn.out).toContain('recovery read: rev 1');
    expect(builtIn.code).toBe(0);
    expect(existsSync(mark)).toBe(false);
    const own = await bench.run('replay', 'capsule.json', '--strategy', module);
    expect(own.code).toBe(1);
    expect((await bench.run('replay', 'capsule.json', '--strategy', 'flock*')).code).toBe(2);
    expect((await bench.run('replay', 'capsule.json', '--strategy', 'flokc')).err).toContain('did you mean');
  });
});

describe('what is no capsule ends with 2, and says what is wrong', () => {
  test.each<[string, string, string]>([
    ['not JSON', '{', 'not a capsule: not JSON'],
    ['something else', '{"schemaVersion": 1}', 'not a capsule: kind'],
    ['a newer one', JSON.stringify({ ...capsule(), schemaVersion: 2 }), 'not a capsule: schemaVersion'],
    ['an unknown field', JSON.stringify({ ...capsule(), run: 'x' }), 'unknown field run'],
    ['a path upwards', JSON.stringify({ ...capsule(), documentPath: '../../x' }), 'documentPath'],
    ['a crash point beyond the end', JSON.stringify({ ...capsule(), crashPoint: 999 }), 'crashPoint'],
  ])('%s', async (_, text, said) => {
    newBench().write('capsule.json', text);
    const { code, out, err } = await bench.run('replay', 'capsule.json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
    expect(err).toContain('where: capsule.json');
    expect(existsSync(bench.path('.holdfast'))).toBe(false);
  });

  test('no file, a directory, too large', async () => {
    newBench();
    expect(await bench.run('replay', 'nothing.json')).toMatchObject({ code: 2, out: '' });
    expect((await bench.run('replay', '.')).code).toBe(2);
    bench.write('large.json', ' '.repeat(32 * 1024 * 1024 + 1));
    expect((await bench.run('replay', 'large.json')).err).toContain('larger than 32 MiB');
  });

  test('text in it can neither draw on the terminal nor command a CI runner', async () => {
    const evil = '\u001b[2J::error::x';
    const told = { sentence: evil, lines: [evil] };
    newBench().write(
      'capsule.json',
      JSON.stringify(
        capsule({
          strategy: { id: evil, reference: `file:///${evil}` },
          explanation: told,
          model: 'kill',
          environment: { platform: evil, node: evil, holdfast: evil, fileSystem: evil },
        }),
      ),
    );
    const { code, out } = await bench.run('replay', 'capsule.json');
    expect(code).toBe(1);
    expect(out).not.toContain('\u001b');
    expect(out).not.toMatch(/^\s*::/m);
    expect(out).toContain('(as the capsule says)');
  });
});
