// Compares the tap with the kernel: programs run under strace, with and without the tap. With it, the tap's
// recording must equal the system calls effect for effect, fsyncs included, which no replay could show.
// Without it, Node and unmodified libraries must make the same calls: the tap's versions of composite calls
// change nothing.
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Effect, type Trace, traceSchema } from '../../../results/vocabulary/trace.js';
import { inTree } from '../directory.fixture.js';
import { straceAvailability, straceCommand } from './strace.js';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const preload = new URL('../../../dist/harness/tap/handlers/preload-entry.js', import.meta.url).href;

interface Program {
  title: string;
  needs?: string;
  imports?: string;
  /** Copies: owner, mode, times and truncation differ between the versions of libuv and Node. */
  loose?: boolean;
  body: string;
}

/** No calls overlap: without the tap, Node would leave their order to chance. */
const programs: Program[] = [
  {
    title: 'synchronous',
    body: `
      const fd = fs.openSync(dir + '/tmp', 'w', 0o600); fs.writeSync(fd, 'one'); fs.writevSync(fd, [Buffer.from('t'), Buffer.from('wo')]);
      fs.writeSync(fd, 'X', 1); fs.fdatasyncSync(fd); fs.ftruncateSync(fd, 4); fs.fchmodSync(fd, 0o640); fs.fsyncSync(fd); fs.closeSync(fd);
      fs.renameSync(dir + '/tmp', dir + '/file'); syncDirectory(dir);
      fs.mkdirSync(dir + '/a/b', { recursive: true }); fs.writeFileSync(dir + '/a/b/copy', 'x');
      fs.appendFileSync(dir + '/a/b/copy', 'more'); fs.truncateSync(dir + '/a/b/copy', 2);
      fs.linkSync(dir + '/file', dir + '/hard'); fs.symlinkSync('file', dir + '/soft'); fs.unlinkSync(dir + '/hard');
      fs.writeFileSync(dir + '/a/text', 'text'); fs.writeFileSync(dir + '/a/text', '', { flag: 'a' });
      fs.writeFileSync(dir + '/soft', Buffer.from('through the link'), { flush: true });
      fs.renameSync(dir + '/a', dir + '/d');
      fs.rmSync(dir + '/d', { recursive: true }); fs.rmdirSync(fs.mkdtempSync(dir + '/t-'));
      fs.utimesSync(dir + '/file', 1, 1); fs.chmodSync(dir + '/file', 0o644);`,
  },
  {
    title: 'with callbacks',
    body: `
      const fd = await call('open', dir + '/tmp', 'w'); await call('write', fd, Buffer.from('one')); await call('fsync', fd);
      await call('writev', fd, [Buffer.from('t'), Buffer.from('wo')]); await call('fdatasync', fd); await call('close', fd);
      await call('rename', dir + '/tmp', dir + '/file'); syncDirectory(dir);
      await call('writeFile', dir + '/new', 'x'.repeat(700000)); await call('appendFile', dir + '/new', 'y');
      await call('truncate', dir + '/new', 5);
      await call('mkdir', dir + '/a/b', { recursive: true }); await call('link', dir + '/file', dir + '/a/b/hard');
      await call('symlink', 'x', dir + '/soft'); await call('rm', dir + '/a', { recursive: true });`,
  },
  {
    title: 'with promises',
    body: `
      const { promises } = fs;
      await promises.writeFile(dir + '/tmp', 'x'.repeat(700000), { flush: true });
      await promises.rename(dir + '/tmp', dir + '/file');
      const top = await promises.open(dir); await top.sync(); await top.close();
      const file = await promises.open(dir + '/file', 'r+');
      await file.write('abc', 5); await file.datasync(); await file.truncate(20); await file.appendFile('z'); await file.sync(); await file.close();
      await promises.mkdir(dir + '/a/b', { recursive: true }); await promises.rm(dir + '/a', { recursive: true });
      await promises.link(dir + '/file', dir + '/hard');
      await promises.symlink('x', dir + '/soft'); await promises.unlink(dir + '/hard');`,
  },
  {
    title: 'with streams',
    body: `
      const { promises } = fs; const { finished, pipeline } = await import('node:stream/promises');
      const stream = fs.createWriteStream(dir + '/tmp', { flush: true }); stream.end('streamed'); await finished(stream);
      await pipeline(fs.createReadStream(dir + '/tmp'), fs.createWriteStream(dir + '/copy'));
      const file = await promises.open(dir + '/copy', 'a'); const more = file.createWriteStream(); more.end('more'); await finished(more);
      await promises.rename(dir + '/copy', dir + '/file');`,
  },
  {
    title: 'copies',
    loose: true,
    body: `
      fs.copyFileSync(dir + '/file', dir + '/one'); await fs.promises.copyFile(dir + '/file', dir + '/one'); await call('copyFile', dir + '/file', dir + '/two');
      fs.cpSync(dir + '/sub', dir + '/three', { recursive: true }); await fs.promises.cp(dir + '/sub', dir + '/four', { recursive: true });`,
  },
  {
    title: 'write-file-atomic 7',
    needs: 'write-file-atomic',
    imports: `import writeFileAtomic from 'write-file-atomic';`,
    body: `await writeFileAtomic(dir + '/file', 'one'); writeFileAtomic.sync(dir + '/file', 'two'); await writeFileAtomic(dir + '/new', 'three', { fsync: false });`,
  },
  {
    title: 'atomically 2',
    needs: 'atomically',
    imports: `import { writeFile, writeFileSync } from 'atomically';`,
    body: `await writeFile(dir + '/file', 'one'); writeFileSync(dir + '/file', 'two'); await writeFile(dir + '/new', 'three');`,
  },
  {
    title: 'steno 4',
    needs: 'steno',
    imports: `import { Writer } from 'steno';`,
    body: `const writer = new Writer(dir + '/file'); await writer.write('one'); await Promise.all([writer.write('two'), writer.write('three')]);`,
  },
  {
    title: 'proper-lockfile 4',
    needs: 'proper-lockfile',
    imports: `import lockfile from 'proper-lockfile';`,
    body: `const release = await lockfile.lock(dir + '/file', { onCompromised() {} }); fs.writeFileSync(dir + '/file', 'locked'); await release();
      const releaseSync = lockfile.lockSync(dir + '/file', { onCompromised() {} }); releaseSync();`,
  },
];

function textOf(program: Program): string {
  return `import fs from 'node:fs';
    ${program.imports ?? ''}
    const dir = process.argv[2];
    const call = (name, ...args) => new Promise((resolve, reject) => fs[name](...args, (error, value) => error ? reject(error) : resolve(value)));
    const syncDirectory = (path) => { const fd = fs.openSync(path, 'r'); fs.fsyncSync(fd); fs.closeSync(fd); };
    ${program.body}`;
}

/** Whether a program in the folder `from` could import the package. */
function resolvable(name: string, from: string): boolean {
  for (let at = from; ; at = dirname(at)) {
    if (fs.existsSync(join(at, 'node_modules', name, 'package.json'))) return true;
    if (dirname(at) === at) return false;
  }
}

/** An effect without random names and process ids. */
function shapeOf(effect: Effect): string {
  const name = 'name' in effect ? effect.name.replace(/(?<=^file|^new|t-).+$/, '~') : '';
  const to = effect.op === 'rename' ? effect.toName : '';
  const data = effect.op === 'write' ? `${effect.offset}+${Buffer.from(effect.data, 'base64').length}` : '';
  return [effect.op, name, to, data].join(' ').trim();
}

const COPY_DETAILS = new Set<Effect['op']>(['chmod', 'chown', 'utimes', 'truncate']);

const strace = straceAvailability();
const base = join(project, '.holdfast');
let scratch = '';
beforeAll(() => {
  fs.mkdirSync(base, { recursive: true });
  scratch = fs.mkdtempSync(join(base, 'strace-'));
});
afterAll(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

async function traced(program: Program, dir: string, tapOutput: string | null): Promise<Trace> {
  const how = tapOutput === null ? 'plain' : 'tapped';
  const file = join(scratch, `${program.title.replaceAll(' ', '-')}-${how}.mjs`);
  fs.writeFileSync(file, textOf(program));
  const plan = { record: { directory: dir, output: tapOutput } };
  const run = await straceCommand(
    dir,
    {
      file: process.execPath,
      args: [...(tapOutput === null ? [] : ['--import', preload]), file, dir],
      env: tapOutput === null ? {} : { HOLDFAST_TAP: JSON.stringify(plan) },
    },
    { scratch },
  );
  expect(run).toMatchObject({ ending: { type: 'exited', code: 0, stderr: '' } });
  return run.trace;
}

interface Traces {
  /** Of the program under the tap: what the tap recorded, and what strace saw. */
  tap: Trace;
  kernel: Trace;
  /** Of the program without the tap. */
  plain: Trace;
}

async function tracesOf(program: Program): Promise<Traces> {
  const output = join(scratch, `${program.title.replaceAll(' ', '-')}.json`);
  const kernel = inTree((dir) => traced(program, dir, output));
  const plain = inTree((dir) => traced(program, dir, null));
  const traces = { kernel: await kernel, plain: await plain };
  return { ...traces, tap: traceSchema.parse(JSON.parse(fs.readFileSync(output, 'utf8'))) };
}

const title = strace.available ? 'strace' : `strace (skipped: ${strace.reason})`;
// Every program has files of its own, and the tests wait for them most of the time.
describe.skipIf(!strace.available).concurrent(title, () => {
  for (const program of programs) {
    const missing = program.needs !== undefined && !resolvable(program.needs, base);
    const note = missing ? ` (skipped: ${program.needs} is not installed)` : '';

    it.skipIf(missing)(
      `${program.title}: recorded as the kernel sees it, and unchanged by the tap${note}`,
      async () => {
        const { tap, kernel, plain } = await tracesOf(program);
        expect(tap.effects).toEqual(kernel.effects);
        expect(tap.initial).toEqual(kernel.initial);
        expect([tap.distrust, kernel.distrust, plain.distrust]).toEqual([null, null, null]);
        expect(tap.effects.length).toBeGreaterThan(2);
        const compared = (trace: Trace) =>
          trace.effects.filter(({ op }) => !program.loose || !COPY_DETAILS.has(op)).map(shapeOf);
        expect(compared(kernel)).toEqual(compared(plain));
      },
    );
  }

  it('records programs that are not JavaScript', async () => {
    await inTree(async (dir) => {
      const script =
        'echo one > new && mv new file && ln file hard && chmod 600 hard && sync -d file && rm twin && (cd sub && echo two >> inner)';
      const { trace } = await straceCommand(dir, { file: 'sh', args: ['-c', script], cwd: dir }, { scratch });
      expect(trace.effects.map(shapeOf)).toEqual([
        'create new',
        'write   0+4',
        'rename new file',
        'link hard',
        'chmod',
        'fdatasync',
        'unlink twin',
        'write   13+4',
      ]);
      expect(trace.distrust).toBeNull();
    });
  });
});
