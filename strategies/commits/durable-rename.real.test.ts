import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableRename } from './durable-rename.js';
import { writeAll } from './write-all.js';

const posix = process.platform !== 'win32';
let directory: string;
let target: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-commit-'));
  target = join(directory, 'doc');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

it('replaces the content and the inode, and leaves nothing', () => {
  durableRename.commit(target, Buffer.from('one'), null);
  linkSync(target, join(directory, 'old'));
  durableRename.commit(target, Buffer.from('two'), statSync(target));
  expect(readFileSync(join(directory, 'old'), 'utf8')).toBe('one');
  expect(readFileSync(target, 'utf8')).toBe('two');
  expect(readdirSync(directory).sort()).toEqual(['doc', 'old']);
});

it.runIf(posix)('never writes through a link that somebody put in the place of the temporary file', () => {
  writeFileSync(join(directory, 'victim'), 'mine');
  symlinkSync('victim', `${target}.tmp`);
  durableRename.commit(target, Buffer.from('two'), null);
  expect(readFileSync(join(directory, 'victim'), 'utf8')).toBe('mine');
  expect(readFileSync(target, 'utf8')).toBe('two');
});

it.runIf(posix && process.getuid?.() === 0)('keeps owner and mode', () => {
  writeFileSync(target, 'one');
  chownSync(target, 1234, 4321);
  chmodSync(target, 0o640);
  durableRename.commit(target, Buffer.from('two'), statSync(target));
  expect(statSync(target)).toMatchObject({ uid: 1234, gid: 4321, mode: 0o100640 });
});

it('keeps the old document and the first error when the new one cannot be put in place', () => {
  const inTheWay = mkdtempSync(join(directory, 'directory-'));
  writeFileSync(join(inTheWay, 'full'), '');
  expect(() => durableRename.commit(inTheWay, Buffer.from('two'), null)).toThrow(
    expect.objectContaining({ syscall: 'rename' }),
  );
  expect(readdirSync(inTheWay)).toEqual(['full']);
  expect(readdirSync(directory)).toHaveLength(1);
});

describe.runIf(process.platform === 'linux')('a disk that takes only a part', () => {
  it('is an error and changes nothing, though write(2) reported no error at first', () => {
    writeFileSync(target, 'old');
    const commit = pathToFileURL(join(process.cwd(), 'dist/strategies/commits/durable-rename.js')).href;
    const script = `
      import { statSync } from 'node:fs';
      import { durableRename } from ${JSON.stringify(commit)};
      const target = process.argv[1];
      try { durableRename.commit(target, Buffer.alloc(100_000, 'x'), statSync(target)); process.stdout.write('committed'); }
      catch (error) { process.stdout.write(error.code); }`;
    const limited = [
      '-c',
      'ulimit -f 16; exec "$@"',
      'sh',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
      target,
    ];
    expect(execFileSync('bash', limited, { encoding: 'utf8' })).toBe('EFBIG');
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['doc']);
  });

  it('is told by its code when it is full', () => {
    const full = openSync('/dev/full', 'w');
    expect(() => writeAll(full, Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    closeSync(full);
  });
});
