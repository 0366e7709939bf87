// Holds the files and folders that pages name against the tree, and the pages against the width of the house.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bare, tableUnder } from './claims.js';
import { missingFiles, namedFiles } from './named-files.js';

const root = join(import.meta.dirname, '..');
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const pages = readdirSync(root)
  .concat(readdirSync(join(root, 'docs')).map((name) => `docs/${name}`))
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** Files that the guides tell their readers to make. */
const madeByReaders = pages.flatMap(({ text }) =>
  [...text.matchAll(/^```\w+ (\S+\.\w+)$/gm)].map(([, name = '']) => name),
);

test.each(pages)('$path: files and folders that it names exist', ({ text }) => {
  expect(missingFiles(namedFiles(text), [...files, ...madeByReaders])).toEqual([]);
});

test.each([
  ['see `harness/judge/` and `harness/judge/judge-run.ts`', []],
  ['`harness/jugde/`', ['harness/jugde/']],
  ['`harness/judge/judge-runs.ts` says', ['harness/judge/judge-runs.ts']],
  ['`flock.ts`, `flocks.ts`', ['flocks.ts']],
  ['```text\nharness/nowhere/ x\n```', ['harness/nowhere/']],
  ['`strategies/<id>.ts`, `results/runs/<id>/`, `results/explorations/ID/x.json`', []],
])('a text that says %j is seen through', (text, missing) => {
  expect(missingFiles(namedFiles(text), files)).toEqual(missing);
});

test('the entries that can be inspected exist', () => {
  const contributing = pages.find(({ path }) => path === 'CONTRIBUTING.md')?.text ?? '';
  const entries = tableUnder(contributing, '`HOLDFAST_INSPECT=`').map(([cell = '']) => `${bare(cell)}.ts`);
  expect(entries).toContain('host-entry.ts');
  expect(missingFiles(entries, files)).toEqual([]);
});

const CODE = /^```.*\n[\s\S]*?^```$/gm;
const tooLong = (text: string) =>
  text
    .replace(CODE, '')
    .split('\n')
    .filter((line) => line.length > 110 && !line.startsWith('|'));

describe('prose is wrapped at 110 columns', () => {
  test.each(pages)('$path', ({ text }) => {
    expect(tooLong(text)).toEqual([]);
  });

  test('tables and code may be wider', () => {
    const wide = 'x'.repeat(111);
    expect(tooLong(`| ${wide} |\n\`\`\`sh\n${wide}\n\`\`\`\n${wide}`)).toEqual([wide]);
  });
});
