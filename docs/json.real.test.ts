// Holds docs/json.md against what the built command line prints: every command is run with --json, and the
// names on the top level are compared. What stands deeper is for the schemas; that a sentence is true can't
// be seen here.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryPlace } from '../harness/processes/testing/memory-place.js';
import { bare, disagreement, marked, tableUnder } from './claims.js';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs', 'json.md'), 'utf8');
const reference = (name: string) => join(root, 'results', 'reference', name);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(memoryPlace, 'holdfast-json-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Printed {
  code: number;
  stdout: string;
  stderr: string;
}

async function holdfast(...argv: string[]): Promise<Printed> {
  const main = join(root, 'dist', 'harness', 'cli', 'main.js');
  // A directory of its own, empty as a new user's: nothing may stand on what another command has just made.
  const options = { cwd: mkdtempSync(join(directory, 'cwd-')), maxBuffer: 2 ** 28 };
  const run = promisify(execFile)(process.execPath, [main, ...argv, '--json', '-q'], options);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Printed) => ({ code, stdout, stderr }),
  );
}

function namesOf({ stdout, stderr }: Printed): string[] {
  expect(stdout, stderr).not.toBe('');
  const printed: unknown = JSON.parse(stdout);
  const first: unknown = Array.isArray(printed) ? printed[0] : printed;
  return Object.keys(first ?? {});
}

/** Of the row that begins so, and of its cell what stands after `of`. */
function told(text: string, command: string, of = ''): string[] {
  const rows = tableUnder(marked(text, 'json') ?? '', 'Command');
  const at = rows.findIndex(([cell]) => cell === `\`holdfast ${command}\``);
  const [, cell = ''] = rows.slice(at).find(([, names = '']) => names.startsWith(of)) ?? [];
  return [...cell.matchAll(/`[a-z]+`/gi)].map(([name]) => bare(name));
}

const found = () => join(directory, 'found');
const explored = ['no-lock', '--writes', '1', '--seed', '1'];
let exploration: Promise<Printed> | null = null;
/** Made once, for the row of explore and for the one that replays what it found. */
function explore(): Promise<Printed> {
  exploration ??= holdfast('explore', ...explored, '--out', found());
  return exploration;
}

// Named pipes are what leads the clients of an exploration.
describe.skipIf(process.platform === 'win32').concurrent('on the top level stands what is told', () => {
  test.each<[string, string[], string]>([
    ['compare', [reference('linux-ext4'), reference('linux-tmpfs')], ''],
    ['list', [], ''],
    ['explain', ['torn-read'], ''],
    ['doctor', [], ''],
    ['lab', ['--list'], 'of `--list`'],
    ['lab', ['--only', 'ext4-read-only'], 'of a lab'],
    ['init', [], ''],
    ['audit', ['in-place'], ''],
    ['explore', explored, ''],
    ['try', ['ack-early', '--bail', '--scope', 'single'], ''],
    ['replay', ['no-lock.processes.plain.lost-update.json'], 'of an interleaving'],
    [
      'replay',
      [
        join(
          reference('linux-tmpfs'),
          'capsules',
          'm03.document-present.ordered.lost-acknowledged-write.json',
        ),
      ],
      'of a power loss',
    ],
  ])('by %s', async (command, argv, of) => {
    const made = of === 'of an interleaving' || command === 'explore' ? await explore() : null;
    const paths = made === null ? argv : argv.map((name) => join(found(), 'capsules', name));
    const printed = command === 'explore' && made !== null ? made : await holdfast(command, ...paths);
    expect(disagreement(told(page, command, of), namesOf(printed))).toEqual([]);
  });
});

test.concurrent('report prints what the published schema requires', async () => {
  const schema: { required: string[] } = JSON.parse(
    readFileSync(join(root, 'results', 'schema', 'judged.schema.json'), 'utf8'),
  );
  const printed = namesOf(await holdfast('report', reference('linux-ext4')));
  expect(schema.required.filter((name) => !printed.includes(name))).toEqual([]);
});

test.concurrent('an error leaves stdout empty', async () => {
  expect(await holdfast('explain', 'nothing-of-this-name')).toMatchObject({ code: 2, stdout: '' });
});

test.concurrent('the head of a capsule tells which of the two it is', async () => {
  const file = 'm03.document-present.ordered.lost-acknowledged-write.json';
  const { stdout } = await holdfast('replay', join(reference('linux-tmpfs'), 'capsules', file));
  expect(JSON.parse(stdout)).toMatchObject({ capsule: { kind: 'power-loss' } });
});

test.concurrent('a name that is misspelt, and one that is left out, are seen', async () => {
  const printed = namesOf(await holdfast('list'));
  const wrong = page.replace('`strategies`', '`strategy`').replace(', `reporters`', '');
  expect(disagreement(told(wrong, 'list'), printed)).toEqual([
    'told, but not so: strategy',
    'not told: strategies',
    'not told: reporters',
  ]);
});
