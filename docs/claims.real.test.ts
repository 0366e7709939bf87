// Holds the pages against the code: commands, options, scripts, exit codes, strategies, scenarios, packages
// and links. The pages on anomalies and scenarios are generated: reference-pages.test.ts. Each comparison is
// seen to refuse a text with one thing wrong in it.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCode, exitCodeMeanings } from '../harness/cli/exit-code.js';
import { scenarios } from '../scenarios/all-scenarios.js';
import { strategies } from '../strategies/strategy-registry.js';
import {
  bare,
  deadLinks,
  disagreement,
  marked,
  namedCommands,
  tableUnder,
  unknownCommands,
  unknownScripts,
  unmentioned,
} from './claims.js';

const root = join(import.meta.dirname, '..');
const pages = readdirSync(root)
  .concat(readdirSync(join(root, 'docs')).map((name) => `docs/${name}`))
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const textOf = (path: string) => pages.find((page) => page.path === path)?.text;
const readme = textOf('README.md') ?? '';
const experiments = textOf('docs/experiments.md') ?? '';
const commandLine = textOf('docs/command-line.md') ?? '';
const manifest: Record<
  'scripts' | 'dependencies' | 'optionalDependencies' | 'devDependencies',
  Record<string, string>
> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const firstCells = (text: string, heading: string) =>
  tableUnder(text, heading).map(([cell = '']) => bare(cell));

describe('the command line that the pages name', () => {
  const main = join(root, 'dist', 'harness', 'cli', 'main.js');
  const helpOf = (...command: string[]) =>
    execFileSync(process.execPath, [main, ...command, '--help'], { encoding: 'utf8' });
  const namesIn = (text: string) => {
    const [, section = ''] = /^Commands:\n(.*?)(?:\n\n|$(?![\s\S]))/ms.exec(text) ?? [];
    const names = [...section.matchAll(/^ {2}(?<name>[a-z]+) /gm)].map(({ groups }) => groups?.name ?? '');
    return names.filter((name) => name !== 'help');
  };
  const help = new Map<string, string>();
  for (const name of namesIn(helpOf())) {
    const text = helpOf(name);
    help.set(name, text);
    for (const second of namesIn(text)) help.set(`${name} ${second}`, helpOf(name, second));
  }
  const listed = [...help.keys()];

  test.each(pages)('$path: commands and options exist', ({ text }) => {
    const unknown = unknownCommands(text, help);
    expect(unknown).toEqual([]);
  });

  test('every command has its row', () => {
    const told = firstCells(commandLine, 'Command').map((cell) => cell.replace('holdfast ', ''));
    expect(disagreement(told, listed)).toEqual([]);
    expect(listed).toContain('run');
  });

  test.each([
    ['`holdfast rum`', ['holdfast rum']],
    ['```sh\nnpx holdfast run --strategi x\n```\n', ['holdfast run --strategi']],
    ['`holdfast run\n--sead 3`', ['holdfast run --sead']],
    ['`holdfast run --seed 3 | holdfast repor -`', ['holdfast repor']],
    ['holdfast rum is prose, `holdfast run --seed 3` is right', []],
    ['`holdfast lab power --images 3` is right', []],
    ['`holdfast lab power --imagine`', ['holdfast lab power --imagine']],
  ])('a text that says %j is seen through', (text, complaints) => {
    expect(unknownCommands(text, help)).toEqual(complaints);
  });

  test('commands are found with their options', () => {
    expect(namedCommands('`npx holdfast run --strategy ./a.mjs --seed 1`')).toEqual([
      { command: 'run', options: ['--strategy', '--seed'] },
    ]);
  });
});

describe('npm scripts', () => {
  const scripts = Object.keys(manifest.scripts);

  test('the two commands of a fresh clone stand in the README, each in a block of its own', () => {
    expect(readme).toContain('```sh\nnpm ci && npm start\n```');
    expect(readme).toContain('```sh\nnpm ci && npm test\n```');
  });

  test.each(pages)('$path: scripts exist', ({ text }) => {
    const code = [...text.matchAll(/^```.*\n[\s\S]*?^```$|`[^`]+`/gm)].map(([all]) => all).join('\n');
    expect(unknownScripts(code, scripts)).toEqual([]);
  });

  test.each([
    ['npm ci && npm strat', ['npm strat']],
    ['npm run biuld', ['npm biuld']],
    ['npm run --silent biuld', ['npm biuld']],
    ['npm run ci', ['npm ci']],
    ['npm ci && npm test', []],
  ])('a text that says %j is seen through', (text, complaints) => {
    expect(unknownScripts(text, scripts)).toEqual(complaints);
  });
});

describe('exit codes', () => {
  const rowsOf = (text: string) => tableUnder(text, 'Exit code');
  const wrong = (text: string) => {
    const rows = rowsOf(text);
    return Object.entries(exitCode).flatMap(([name, code]) => {
      const said = rows.find(([cell]) => cell === String(code))?.[1] ?? 'nothing';
      const means = exitCodeMeanings[name as keyof typeof exitCode];
      return said === means ? [] : [`${code} is ${name}, told: ${said}`];
    });
  };

  test('all of them are told, and no others', () => {
    expect(wrong(commandLine)).toEqual([]);
    expect(rowsOf(commandLine)).toHaveLength(Object.keys(exitCode).length);
  });

  test.each([
    ['| 3 ', '| 5 ', '3 is inconclusive, told: nothing'],
    ['| INCONCLUSIVE', '| UNKNOWN', '3 is inconclusive, told: UNKNOWN'],
    ['| 130 ', '| 131 ', '130 is interrupted, told: nothing'],
  ])('with %j turned into %j it is refused', (good, bad, complaint) => {
    expect(commandLine).toContain(good);
    expect(wrong(commandLine.replaceAll(good, bad)).join()).toContain(complaint);
  });
});

describe('what the registries hold', () => {
  const texts = pages.map(({ text }) => text);

  test('every strategy and every scenario is mentioned', () => {
    expect(unmentioned(Object.keys(strategies), texts)).toEqual([]);
    expect(
      unmentioned(
        scenarios.map(({ id }) => id),
        texts,
      ),
    ).toEqual([]);
  });

  test('an id that stands nowhere, or only in prose, is missed', () => {
    expect(unmentioned(['flock', 'lease'], ['`flock` beats lease, `no lease`'])).toEqual(['lease']);
  });

  test('the seconds are told of every scenario and of no other', () => {
    const told = firstCells(marked(experiments, 'seconds') ?? '', 'Scenario');
    const real = scenarios.map(({ id }) => id);
    expect(disagreement(told, real)).toEqual([]);
  });

  test.each([
    [['a', 'b'], ['a'], ['told, but not so: b']],
    [['a'], ['a', 'b'], ['not told: b']],
    [['a', 'a'], ['a'], ['told twice: a']],
    [['a'], ['a'], []],
  ])('%j told of %j', (told, real, complaints) => {
    expect(disagreement(told, real)).toEqual(complaints);
  });
});

describe('packages', () => {
  const real = (['dependencies', 'optionalDependencies', 'devDependencies'] as const)
    .flatMap((kind) => Object.keys(manifest[kind]))
    .map((name) => (name.startsWith('@types/') ? '@types/*' : name));
  const told = (text: string) =>
    tableUnder(text, 'Package').flatMap(([cell = '']) => cell.split(', ').map(bare));

  test('the README gives a reason for each, and for no other', () => {
    expect(disagreement(told(readme), [...new Set(real)])).toEqual([]);
  });

  test('one that is not there, and one that is left out, are seen', () => {
    const complaints = disagreement(told(readme.replace('`piscina`', '`pescina`')), [...new Set(real)]);
    expect(complaints).toEqual(['told, but not so: pescina', 'not told: piscina']);
  });
});

describe('links', () => {
  const exists = (path: string) => existsSync(join(root, path));

  test.each(pages)('$path: links and anchors lead somewhere', ({ path, text }) => {
    const dead = deadLinks(path, text, exists, textOf);
    expect(dead).toEqual([]);
  });

  test('the README leads to every page', () => {
    const unlinked = pages.filter(({ path }) => path !== 'README.md' && !readme.includes(`](${path})`));
    expect(unlinked.map(({ path }) => path)).toEqual([]);
  });

  test.each([
    ['README.md', '[a](docs/nowhere.md)', ['docs/nowhere.md']],
    ['docs/method.md', '[a](README.md)', ['README.md']],
    ['docs/method.md', '[a](../README.md) [b](limits.md) [c](https://example.org/x)', []],
    ['docs/method.md', '[a](#nowhere)', ['#nowhere']],
    ['README.md', '[a](docs/method.md#scopes) [b](docs/method.md#scoops)', ['docs/method.md#scoops']],
  ])('in %s, %j is seen through', (path, text, dead) => {
    expect(deadLinks(path, text, exists, textOf)).toEqual(dead);
  });
});
