// Parses lines of strace 6 logs (whole, interrupted, malformed) and turns system calls into effects.
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../record/trace-builder.js';
import { toLive } from '../record/tree.js';
import { addCalls } from './strace-effects.js';
import { bytesOf, descriptorOf, parseStraceLog, vectorBytesOf } from './strace-log.js';
import { markLine } from './strace-marks.js';

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
const quoted = (text: string) => `"${hex(text)}"`;
const fd = (number: number, path: string) => `${number}<${hex(path)}>`;

describe('log lines', () => {
  it('parses whole, interrupted and malformed lines', () => {
    const log = [
      `10 openat(AT_FDCWD<${hex('/w')}>, ${quoted('a')}, O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = ${fd(3, '/w/a')} <0.000093>`,
      `11 fsync(${fd(3, '/w/a')} <unfinished ...>`,
      `10 rename(${quoted('/w/a')}, ${quoted('/w/b')}) = -1 ENOENT (No such file or directory) <0.000001>`,
      '11 <... fsync resumed>)             = 0 <0.5>',
      '10 exit_group(0)                    = ?',
      '10 +++ exited with 0 +++',
      'rubbish',
    ].join('\n');
    expect(
      parseStraceLog(log).map(({ pid, name, result, error, durationNs }) => [
        pid,
        name,
        result,
        error,
        durationNs,
      ]),
    ).toEqual([
      [10, 'openat', 3, null, 93_000],
      [10, 'rename', -1, 'ENOENT', 1000],
      [11, 'fsync', 0, null, 500_000_000],
      [10, 'exit_group', null, null, 0],
    ]);
  });

  it('parses arguments', () => {
    const argumentsOf = (text: string) => parseStraceLog(`1 call(${text}) = 0 <0.1>`)[0]?.args;
    expect(argumentsOf('3<a,b>, [{iov_base="x,y", iov_len=3}, {iov_base="z"}], 2')).toEqual([
      '3<a,b>',
      '[{iov_base="x,y", iov_len=3}, {iov_base="z"}]',
      '2',
    ]);
    expect(argumentsOf('')).toEqual([]);
    expect(bytesOf(quoted('ü'))?.toString()).toBe('ü');
    expect(bytesOf(`${quoted('cut')}...`)).toBeNull();
    expect(descriptorOf(fd(7, '/x'))).toEqual({ fd: 7, path: '/x' });
    expect(descriptorOf('AT_FDCWD')).toEqual({ fd: null, path: null });
    expect(
      vectorBytesOf(
        `[{iov_base=${quoted('a')}, iov_len=1}, {iov_base=${quoted('b')}, iov_len=1}]`,
      )?.toString(),
    ).toBe('ab');
    expect(vectorBytesOf(`[{iov_base=${quoted('a')}..., iov_len=9}]`)).toBeNull();
  });
});

describe('effects of calls', () => {
  function effectsOf(...lines: string[]): { ops: string[]; doubts: string[] } {
    const builder = new TraceBuilder(
      toLive({ inodes: { 0: { type: 'dir', mode: 0o755, entries: {} } } }),
      '/w',
    );
    addCalls(builder, parseStraceLog(lines.join('\n')), { cwd: '/w', umask: 0o022, marks: '/m' });
    const ops = builder.trace(null).effects.map((one) => {
      if (one.op === 'mark') return `${one.mark} ${one.rev} ${one.token}`;
      return one.op === 'write' ? `write@${one.offset}` : one.op;
    });
    return { ops, doubts: builder.doubts };
  }
  const create = (pid: number, number: number, name: string, flags = '') =>
    `${pid} openat(AT_FDCWD<${hex('/w')}>, ${quoted(name)}, O_RDWR|O_CREAT${flags}, 0666) = ${fd(number, `/w/${name}`)} <0.1>`;
  const write = (pid: number, number: number, text: string) =>
    `${pid} write(${fd(number, '/w/x')}, ${quoted(text)}, ${text.length}) = ${text.length} <0.1>`;

  it('takes only lines of the marks file for marks', () => {
    const mark = (file: string, text: string) =>
      `7 write(${fd(9, file)}, ${quoted(text)}, ${text.length}) = ${text.length} <0.1>`;
    const line = markLine('attempt', 3, 'a token');
    expect(
      effectsOf(
        mark('/m', line),
        create(7, 3, 'x'),
        mark('/elsewhere', line),
        mark('/m', 'attempt what'),
        mark('/m', markLine('acked', 3, 'a token')),
      ),
    ).toEqual({ ops: ['attempt 3 a token', 'create', 'acked 3 a token'], doubts: [] });
  });

  it('threads share descriptors, forked processes share offsets until they close them', () => {
    expect(
      effectsOf(
        create(1, 3, 'a'),
        '1 clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_THREAD}, 88) = 2 <0.1>',
        write(2, 3, 'ab'),
        // The child's first call may stand before the fork's own line.
        write(5, 3, 'cd'),
        '1 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD) = 5 <0.1>',
        `5 close(${fd(3, '/w/a')}) = 0 <0.1>`,
        write(1, 3, 'ef'),
      ),
    ).toEqual({ ops: ['create', 'write@0', 'write@2', 'write@4'], doubts: [] });
  });

  it('follows duplicated descriptors, lseek and O_APPEND', () => {
    expect(
      effectsOf(
        create(1, 3, 'a'),
        `1 fcntl(${fd(3, '/w/a')}, F_DUPFD_CLOEXEC, 0) = ${fd(4, '/w/a')} <0.1>`,
        write(1, 4, 'abc'),
        `1 lseek(${fd(3, '/w/a')}, 1, SEEK_SET) = 1 <0.1>`,
        write(1, 4, 'x'),
        create(1, 5, 'a', '|O_APPEND|O_DSYNC'),
        write(1, 5, 'end'),
        `1 pwrite64(${fd(3, '/w/a')}, ${quoted('p')}, 1, 9) = 1 <0.1>`,
      ),
    ).toEqual({ ops: ['create', 'write@0', 'write@1', 'write@3', 'fdatasync', 'write@9'], doubts: [] });
  });

  it('doubts calls whose changes the log does not show', () => {
    const mapped = `1 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, ${fd(3, '/w/a')}, 0) = 0x7f00 <0.1>`;
    const { doubts } = effectsOf(create(1, 3, 'a'), mapped, '1 sync() = 0 <0.1>');
    expect(doubts).toEqual([
      'mmap can change a file without the log showing how',
      'sync works on files without naming them',
    ]);
  });
});
