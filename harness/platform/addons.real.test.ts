// An addon that is absent, throws, or takes its process down is told apart, and never takes this process or
// the next addon down with it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeAddon, lockAddons, parseLoadReports, probeAddons } from './addons.js';

let root = '';
let base = '';

function fake(name: string, source: string): void {
  const directory = join(root, 'node_modules', name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'package.json'),
    JSON.stringify({ name, version: '1.2.3', main: 'index.js' }),
  );
  writeFileSync(join(directory, 'index.js'), source);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-addons-'));
  base = join(root, 'main.js');
  fake('good', 'console.log("chatter"); module.exports = {}');
  fake('throws', 'throw new Error("compiled against another NODE_MODULE_VERSION\\nmore")');
  fake('crashes', 'process.kill(process.pid, "SIGSEGV"); for (;;);');
  fake('exits', 'process.exit(0)');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('probeAddons', () => {
  test('each gets its own answer, whatever the one before it did', async () => {
    const names = ['crashes', 'good', 'absent', 'exits', 'throws'];
    const addons = await probeAddons(base, names);
    expect(addons.map((it) => [it.name, it.version, it.loaded])).toEqual([
      ['crashes', null, false],
      ['good', '1.2.3', true],
      ['absent', null, false],
      ['exits', null, false],
      ['throws', '1.2.3', false],
    ]);
    const remedies = addons.map((it) => it.remedy ?? '');
    expect(remedies[0]).toMatch(/SIGSEGV.*npm rebuild crashes/);
    expect(remedies[1]).toBe('');
    expect(remedies[2]).toMatch(/npm install .*absent/);
    expect(remedies[4]).toMatch(/NODE_MODULE_VERSION\).*npm rebuild throws/);
  });

  test('the answer is kept for the life of the process', () => {
    expect(probeAddons(base, ['good'])).toBe(probeAddons(base, ['good']));
  });

  test('the real ones are described, here or not', async () => {
    const addons = await probeAddons();
    expect(addons.map((it) => it.name)).toEqual([...lockAddons]);
    for (const it of addons) expect(it.loaded).toBe(it.remedy === null);
  });
});

test('an addon that was named and never answered is the one that crashed', () => {
  const text =
    '{"name":"a","state":"loading"}\n{"name":"a","state":"loaded","version":"1"}\n{"name":"b","state":"loa';
  expect([...parseLoadReports(text, 'SIGABRT')]).toEqual([['a', { type: 'loaded', version: '1' }]]);
  expect(parseLoadReports('{"name":"b","state":"loading"}', 'SIGABRT').get('b')).toEqual({
    type: 'crashed',
    how: 'SIGABRT',
  });
});

test('only fs-ext asks for a compiler', () => {
  expect(describeAddon('fs-ext', { type: 'absent' }).remedy).toMatch(/compiled/);
  expect(describeAddon('fs-native-extensions', { type: 'absent' }).remedy).not.toMatch(/compiled/);
});
