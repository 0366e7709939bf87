// The system calls of one write of the built strategies and their order, seen by strace. Needs Linux and
// permission to trace; skipped elsewhere.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flockAvailability } from './locks/flock-lock.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-system-calls-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const followed = ['openat', 'mkdir', 'flock', 'write', 'fsync', 'rename', 'unlink', 'fchmod', 'close'];

/** The calls of the last of `writes` writes that touch our directory, as `call path`. */
function callsOf(id: string, document: string, writes: number): string[] {
  const script = `
    import { writeSync } from 'node:fs';
    import { strategies } from ${JSON.stringify(pathToFileURL(join(process.cwd(), 'dist/strategies/strategy-registry.js')).href)};
    const { default: strategy } = await strategies[${JSON.stringify(id)}]();
    const store = await strategy.open(process.argv[1], { lockTimeoutMs: 0 });
    for (let rev = 0; rev < ${writes}; rev++) {
      if (rev === ${writes - 1}) writeSync(1, '@@begin');
      await store.write({ version: 1, rev: 0, updated_at: '', tasks: [] }, rev);
    }
    writeSync(1, '@@end');`;
  const log = join(directory, 'strace.log');
  execFileSync(
    'strace',
    [
      '-o',
      log,
      '-e',
      `trace=${followed.join()}`,
      process.execPath,
      '--input-type=module',
      '-e',
      script,
      join(directory, document),
    ],
    { stdio: 'ignore' },
  );
  const [, traced = ''] = /@@begin"[^\n]*\n(.*)\n[^\n]*@@end/s.exec(readFileSync(log, 'utf8')) ?? [];
  const open = new Map<string, string>();
  return traced.split('\n').flatMap((line) => {
    const [, call = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(line) ?? [];
    const named = [...args.matchAll(/"(\/[^"]*)"/g)].map(([, path = '']) => path);
    const paths = named.length > 0 ? named : [open.get(args.split(',')[0] ?? '') ?? '/elsewhere'];
    if (call === 'openat') {
      open.set(result, paths[0] ?? '');
    }
    const inside = paths.map((path) => relative(directory, path) || '.');
    return inside.some((path) => path.startsWith('..')) || result.startsWith('-')
      ? []
      : [`${call} ${inside.join(' → ')}`];
  });
}

describe.runIf(canTrace() && flockAvailability().available)('one write', () => {
  it('of flock: commits under the lock, syncs the directory after the rename, unlinks before it lets go', () => {
    expect(callsOf('flock', 'doc.yaml', 2)).toEqual([
      'openat doc.yaml.lock',
      'flock doc.yaml.lock',
      'openat doc.yaml',
      'close doc.yaml',
      'openat doc.yaml.tmp',
      'write doc.yaml.tmp',
      'fsync doc.yaml.tmp',
      'close doc.yaml.tmp',
      'rename doc.yaml.tmp → doc.yaml',
      'openat .',
      'fsync .',
      'close .',
      'unlink doc.yaml.lock',
      'close doc.yaml.lock',
    ]);
  });

  it('into new directories: makes the name of each durable', () => {
    const calls = callsOf('no-lock', 'a/b/doc.yaml', 1);
    expect(calls.filter((call) => /mkdir|fsync|rename/.test(call))).toEqual([
      'mkdir a',
      'mkdir a/b',
      'fsync a',
      'fsync .',
      'fsync a/b/doc.yaml.tmp',
      'rename a/b/doc.yaml.tmp → a/b/doc.yaml',
      'fsync a/b',
    ]);
  });

  it('of m03: syncs the directory before the rename, and unlinks after it let go', () => {
    expect(callsOf('m03', 'doc.yaml', 2)).toEqual([
      'openat doc.lock',
      'flock doc.lock',
      'openat doc.yaml',
      'close doc.yaml',
      'openat doc.tmp',
      'write doc.tmp',
      'fsync doc.tmp',
      'close doc.tmp',
      'openat .',
      'fsync .',
      'close .',
      'rename doc.tmp → doc.yaml',
      'close doc.lock',
      'unlink doc.lock',
    ]);
  });
});

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
