// Every tapped call in every API style, run twice: through Node alone and recorded. Answer or error and the
// resulting directory must be the same, the effects those of the table, and the recording trusted.
import fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { makeTree } from '../directory.fixture.js';
import { record } from '../record/record.js';
import { takeSnapshot } from '../record/snapshot.js';
import { differences } from '../record/tree.js';
import { installTap } from './install.js';

type Style = 'sync' | 'callback' | 'promise';
type Call = (name: string, ...args: unknown[]) => Promise<unknown>;
const STYLES: Style[] = ['sync', 'callback', 'promise'];

function functionOf(holder: object, name: string): (...args: unknown[]) => unknown {
  const value: unknown = Reflect.get(holder, name);
  if (typeof value !== 'function') throw new Error(`no function ${name}`);
  return (...args) => Reflect.apply(value, holder, args) as unknown;
}

function callerOf(style: Style): Call {
  switch (style) {
    case 'sync':
      return async (name, ...args) => functionOf(fs, `${name}Sync`)(...args);
    case 'callback':
      return (name, ...args) =>
        new Promise((resolve, reject) => {
          functionOf(fs, name)(...args, (error: unknown, value: unknown) => {
            if (error) reject(error);
            else resolve(value);
          });
        });
    case 'promise':
      return async (name, ...args) => await functionOf(fs.promises, name)(...args);
  }
}

interface Case {
  title: string;
  run(call: Call, dir: string): Promise<unknown>;
  /** Kinds of the recorded effects. */
  effects: string[];
  styles?: Style[];
  posixOnly?: boolean;
}

/** libuv copies owner and times too since 1.49. */
const COPY =
  Number(process.versions.uv.split('.')[1]) >= 49 && process.platform === 'linux'
    ? ['truncate', 'utimes', 'chown', 'chmod', 'write']
    : ['truncate', 'chmod', 'write'];
const bytes = Buffer.from('some bytes');
const cases: Case[] = [
  {
    title: 'writeFile creates',
    run: (call, dir) => call('writeFile', join(dir, 'new'), 'grüße', { mode: 0o600 }),
    effects: ['create', 'write'],
  },
  {
    title: 'writeFile replaces the content',
    run: (call, dir) => call('writeFile', join(dir, 'file'), bytes),
    effects: ['truncate', 'write'],
  },
  {
    title: 'writeFile with nothing',
    run: (call, dir) => call('writeFile', join(dir, 'file'), ''),
    effects: ['truncate'],
  },
  {
    title: 'writeFile in another encoding, by URL',
    run: (call, dir) => call('writeFile', pathToFileURL(join(dir, 'new')), 'cafe', 'hex'),
    effects: ['create', 'write'],
  },
  {
    title: 'writeFile by Buffer path, with flush',
    run: (call, dir) => call('writeFile', Buffer.from(join(dir, 'new')), 'x', { flush: true }),
    effects: ['create', 'write', 'fsync'],
  },
  {
    title: 'writeFile wx on a taken name',
    run: (call, dir) => call('writeFile', join(dir, 'file'), 'x', { flag: 'wx' }),
    effects: [],
  },
  {
    title: 'writeFile r+ overwrites in place',
    run: (call, dir) => call('writeFile', join(dir, 'file'), 'X', { flag: 'r+' }),
    effects: ['write'],
  },
  {
    title: 'writeFile with O_SYNC',
    run: (call, dir) =>
      call('writeFile', join(dir, 'file'), 'X', { flag: fs.constants.O_WRONLY | fs.constants.O_SYNC }),
    effects: ['write', 'fsync'],
    posixOnly: true,
  },
  {
    title: 'writeFile into a directory that is not there',
    run: (call, dir) => call('writeFile', join(dir, 'no', 'file'), 'x'),
    effects: [],
  },
  {
    title: 'writeFile through a symbolic link',
    run: (call, dir) => call('writeFile', join(dir, 'link'), 'through'),
    effects: ['truncate', 'write'],
    posixOnly: true,
  },
  {
    title: 'writeFile through a dangling symbolic link',
    run: (call, dir) => call('writeFile', join(dir, 'dangling'), 'through'),
    effects: ['create', 'write'],
    posixOnly: true,
  },
  {
    title: 'writeFile of more than one chunk',
    run: (call, dir) => call('writeFile', join(dir, 'new'), Buffer.alloc(600 * 1024, 7)),
    effects: ['create', 'write'],
    styles: ['sync', 'callback'],
  },
  {
    title: 'writeFile of more than one chunk',
    run: (call, dir) => call('writeFile', join(dir, 'new'), Buffer.alloc(600 * 1024, 7)),
    effects: ['create', 'write', 'write'],
    styles: ['promise'],
  },
  {
    title: 'writeFile of an iterable',
    run: (call, dir) => call('writeFile', join(dir, 'new'), ['one', 'two'].values()),
    effects: ['create', 'write', 'write'],
    styles: ['promise'],
  },
  {
    title: 'writeFile of a stream',
    run: (call, dir) => call('writeFile', join(dir, 'new'), fs.createReadStream(join(dir, 'file'))),
    effects: ['create', 'write'],
    styles: ['promise'],
  },
  {
    title: 'writeFile with a fired AbortSignal',
    run: (call, dir) => call('writeFile', join(dir, 'new'), 'x', { signal: AbortSignal.abort() }),
    effects: [],
    styles: ['callback', 'promise'],
  },
  {
    title: 'writeFile with arguments that Node refuses',
    run: (call, dir) => call('writeFile', join(dir, 'new'), 42),
    effects: [],
  },
  {
    title: 'appendFile',
    run: async (call, dir) => {
      await call('appendFile', join(dir, 'file'), ' and more');
      await call('appendFile', join(dir, 'new'), 'first');
    },
    effects: ['write', 'create', 'write'],
  },
  {
    title: 'readFile, as bytes and as text, and what is missing',
    run: async (call, dir) => [
      await call('readFile', join(dir, 'file')),
      await call('readFile', join(dir, 'file'), 'utf8'),
      await call('readFile', join(dir, 'file'), { encoding: 'hex', flag: 'r+' }),
      await call('readFile', join(dir, 'missing')),
    ],
    effects: [],
  },
  {
    title: 'copyFile onto a new and onto a taken name',
    run: async (call, dir) => {
      await call('copyFile', join(dir, 'file'), join(dir, 'copy'));
      await call('copyFile', join(dir, 'file'), join(dir, 'sub', 'inner'));
    },
    effects: ['create', ...COPY, ...COPY],
  },
  {
    title: 'copyFile onto itself',
    run: (call, dir) => call('copyFile', join(dir, 'file'), join(dir, 'twin')),
    effects: [],
  },
  {
    title: 'copyFile EXCL on a taken name',
    run: (call, dir) => call('copyFile', join(dir, 'file'), join(dir, 'twin'), fs.constants.COPYFILE_EXCL),
    effects: [],
  },
  {
    title: 'cp of a tree',
    run: (call, dir) => call('cp', join(dir, 'sub'), join(dir, 'a', 'b'), { recursive: true }),
    effects: ['mkdir', 'mkdir', 'create', ...COPY, 'chmod', 'chmod'],
  },
  {
    title: 'cp of a directory without recursive',
    run: (call, dir) => call('cp', join(dir, 'sub'), join(dir, 'other')).catch(codeOnly),
    effects: [],
  },
  {
    title: 'cp onto a taken name',
    run: (call, dir) =>
      call('cp', join(dir, 'file'), join(dir, 'sub', 'inner'), { force: false, errorOnExist: true }).catch(
        codeOnly,
      ),
    effects: [],
  },
  {
    title: 'cp over a file, with times, of a symbolic link',
    run: async (call, dir) => {
      await call('cp', join(dir, 'file'), join(dir, 'sub', 'inner'), { preserveTimestamps: true });
      await call('cp', join(dir, 'link'), join(dir, 'link2'), { verbatimSymlinks: true });
    },
    effects: ['unlink', 'create', ...COPY, 'utimes', 'chmod', 'symlink'],
    posixOnly: true,
  },
  {
    title: 'cp into itself',
    run: (call, dir) => call('cp', dir, join(dir, 'sub', 'x'), { recursive: true }).catch(codeOnly),
    effects: [],
  },
  { title: 'mkdir', run: (call, dir) => call('mkdir', join(dir, 'made'), 0o700), effects: ['mkdir'] },
  { title: 'mkdir on a taken name', run: (call, dir) => call('mkdir', join(dir, 'sub')), effects: [] },
  {
    title: 'mkdir recursive, twice, and through a file',
    run: async (call, dir) => [
      await call('mkdir', join(dir, 'a', 'b', 'c'), { recursive: true }),
      await call('mkdir', join(dir, 'a', 'b', 'c'), { recursive: true }),
      await call('mkdir', join(dir, 'file', 'x'), { recursive: true }),
    ],
    effects: ['mkdir', 'mkdir', 'mkdir'],
  },
  {
    title: 'mkdtemp',
    run: async (call, dir) => {
      const path = String(await call('mkdtemp', join(dir, 'tmp-')));
      const matches = /tmp-[A-Za-z0-9]{6}$/.test(path);
      await call('rmdir', path);
      return matches;
    },
    effects: ['mkdir', 'rmdir'],
  },
  {
    title: 'mkdtemp where nothing is',
    run: (call, dir) => call('mkdtemp', join(dir, 'no', 'tmp-')),
    effects: [],
  },
  {
    title: 'rename onto a new, a taken and its own name',
    run: async (call, dir) => {
      await call('rename', join(dir, 'file'), join(dir, 'renamed'));
      await call('rename', join(dir, 'renamed'), join(dir, 'sub', 'inner'));
      await call('rename', join(dir, 'sub', 'inner'), join(dir, 'sub', 'inner'));
      await call('rename', join(dir, 'sub'), join(dir, 'moved'));
      await call('writeFile', join(dir, 'moved', 'inner'), 'after the move');
      await call('rename', join(dir, 'missing'), join(dir, 'x'));
    },
    effects: ['rename', 'rename', 'rename', 'truncate', 'write'],
  },
  {
    title: 'rename of one hard link onto another does nothing',
    run: (call, dir) => call('rename', join(dir, 'file'), join(dir, 'twin')),
    effects: [],
    posixOnly: true,
  },
  {
    title: 'link, symlink, readlink, unlink',
    run: async (call, dir) => {
      await call('link', join(dir, 'file'), join(dir, 'hard'));
      await call('symlink', 'file', join(dir, 'soft'));
      const target = await call('readlink', join(dir, 'soft'));
      await call('unlink', join(dir, 'file'));
      await call('unlink', join(dir, 'twin'));
      await call('unlink', join(dir, 'hard'));
      return target;
    },
    effects: ['link', 'symlink', 'unlink', 'unlink', 'unlink'],
    posixOnly: true,
  },
  { title: 'rm of a file', run: (call, dir) => call('rm', join(dir, 'file')), effects: ['unlink'] },
  {
    title: 'rm of a directory without recursive',
    run: (call, dir) => call('rm', join(dir, 'sub')).catch(codeOnly),
    effects: [],
  },
  { title: 'rm of nothing', run: (call, dir) => call('rm', join(dir, 'missing')), effects: [] },
  {
    title: 'rm -rf',
    run: async (call, dir) => {
      await call('rm', join(dir, 'missing'), { force: true });
      await call('rm', join(dir, 'sub'), { recursive: true, force: true });
    },
    effects: ['unlink', 'rmdir'],
  },
  { title: 'rmdir of a full directory', run: (call, dir) => call('rmdir', join(dir, 'sub')), effects: [] },
  {
    title: 'truncate, shorter and longer',
    run: async (call, dir) => {
      await call('truncate', join(dir, 'file'), 3);
      await call('truncate', join(dir, 'file'), 9);
      await call('truncate', join(dir, 'missing'), 1);
    },
    effects: ['truncate', 'truncate'],
  },
  {
    title: 'chmod, chown, utimes, lutimes',
    run: async (call, dir) => {
      await call('chmod', join(dir, 'file'), '600');
      await call('chown', join(dir, 'link'), process.getuid?.() ?? 0, process.getgid?.() ?? 0);
      await call('lchown', join(dir, 'link'), process.getuid?.() ?? 0, process.getgid?.() ?? 0);
      await call('utimes', join(dir, 'file'), 1, new Date(2000));
      await call('lutimes', join(dir, 'link'), 1, 2);
    },
    effects: ['chmod', 'chown', 'chown', 'utimes', 'utimes'],
    posixOnly: true,
  },
  {
    title: 'looking around',
    run: async (call, dir) => {
      const stats = (await call('stat', join(dir, 'file'))) as fs.Stats;
      const link = (await call('lstat', join(dir, 'link'))) as fs.Stats;
      const names = await call('readdir', dir);
      const typed = (await call('readdir', dir, { withFileTypes: true })) as fs.Dirent[];
      await call('access', join(dir, 'file'));
      const real = String(await call('realpath', join(dir, 'link')));
      return [
        stats.size,
        link.isSymbolicLink(),
        names,
        typed.map((one) => one.isFile()),
        real.endsWith('file'),
      ];
    },
    effects: [],
    posixOnly: true,
  },
  {
    title: 'opendir, read to its end',
    run: async (call, dir) => {
      const directory = (await call('opendir', dir)) as fs.Dir;
      const names: string[] = [];
      for await (const entry of directory) names.push(entry.name);
      return names.sort((one, other) => one.localeCompare(other));
    },
    effects: [],
  },
  { title: 'access to nothing', run: (call, dir) => call('access', join(dir, 'missing')), effects: [] },
  { title: 'stat of nothing', run: (call, dir) => call('stat', join(dir, 'missing')), effects: [] },
];

function codeOnly(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}

/** The answer in a form that two runs in different directories share. */
async function answerOf(dir: string, run: () => Promise<unknown>): Promise<unknown> {
  const neutral = (text: unknown) =>
    typeof text === 'string'
      ? text
          .replaceAll(dir, 'DIR')
          .replace(/tmp-\w{6}$/, 'tmp-XXXXXX')
          .replace(/tmp-\w{6}'/, "tmp-XXXXXX'")
      : text;
  try {
    const value = await run();
    return { value: Array.isArray(value) ? value.map(neutral) : neutral(value) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code, errno, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
    const [message, from, to] = [error.message, path, dest].map(neutral);
    return { name: error.name, message, code, errno, syscall, path: from, dest: to };
  }
}

function cleanUp(...dirs: string[]): void {
  for (const dir of dirs) fs.rmSync(dir, { recursive: true, force: true });
}

/** The same run plain and recorded; the plain tree may differ only in names that are drawn by chance. */
async function both(run: (dir: string) => Promise<unknown>): Promise<Trace> {
  const [plain, recorded] = [makeTree(), makeTree()];
  try {
    const expected = await answerOf(plain, () => run(plain));
    let actual: unknown;
    const trace = await record(recorded, async () => {
      actual = await answerOf(recorded, () => run(recorded));
    });
    expect(actual).toEqual(expected);
    const [one, other] = [takeSnapshot(plain).tree, takeSnapshot(recorded).tree];
    for (const tree of [one, other]) {
      for (const node of tree.values())
        if (node.type === 'symlink') node.target = node.target.replace(/^\/.*\//, '');
    }
    expect(differences(one, other)).toEqual([]);
    return trace;
  } finally {
    cleanUp(plain, recorded);
  }
}

function expectFaithful(trace: Trace): void {
  expect(trace.distrust).toBe(trace.effects.length === 0 ? 'no operation was seen' : null);
  expect(trace.calls).toHaveLength(trace.effects.length);
  expect(trace.durationsNs).toHaveLength(trace.effects.length);
  expect(trace.durationsNs.every((duration) => duration > 0)).toBe(true);
}

beforeAll(async () => {
  await installTap();
});

describe.each(STYLES)('%s', (style) => {
  const fitting = cases.filter(
    (one) => (one.styles ?? STYLES).includes(style) && !(one.posixOnly && process.platform === 'win32'),
  );
  it.each(fitting)('$title', async ({ run, effects }) => {
    const trace = await both((dir) => run(callerOf(style), dir));
    expect(trace.effects.map((effect) => effect.op)).toEqual(effects);
    expectFaithful(trace);
  });
});
