// @ts-check
// Compiles the sources into dist/, and leaves nothing else there. The compiler goes by contents: what did not
// change is not written again. What it doesn't see is mended here: output of sources that were deleted or moved
// away is removed, and when output is missing everything is written anew.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
);
const buildInfo = '.tsbuildinfo';

/**
 * Runs the compiler and answers which sources it compiled, or null when it found errors, which it printed.
 * @param {string} root
 * @returns {Set<string> | null}
 */
function compile(root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '--listFiles'], {
    cwd: root,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').map((line) => line.trim());
  const isSource = (/** @type {string} */ line) => extname(line) === '.ts' && existsSync(resolve(root, line));
  if (status === 0) return new Set(lines.filter(isSource).map((line) => relative(root, resolve(root, line))));
  process.stderr.write(`${lines.filter((line) => !isSource(line)).join('\n')}${stderr}`);
  return null;
}

/**
 * The compiled sources whose output is missing, and the output of files that are no longer compiled.
 * @param {string} root
 * @param {Set<string>} sources
 */
function compareOutput(root, sources) {
  const output = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.[jt]s$/.test(path),
  );
  const written = new Set(output);
  const own = [...sources].filter((path) => !path.startsWith('..') && !path.includes('node_modules'));
  return {
    missing: own.filter((path) => !written.has(path.replace(/\.ts$/, '.js'))),
    stale: output.filter((path) => !sources.has(path.replace(/(?:\.d)?\.[jt]s$/, '.ts'))),
  };
}

/**
 * True when dist/ is what the sources say.
 * @param {string} root the folder of tsconfig.json
 */
export function build(root) {
  let sources = compile(root);
  if (sources !== null && compareOutput(root, sources).missing.length > 0) {
    rmSync(join(root, 'dist', buildInfo), { force: true });
    sources = compile(root);
  }
  if (sources === null) return false;
  for (const path of compareOutput(root, sources).stale) rmSync(join(root, 'dist', path));
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = build(resolve(import.meta.dirname, '..')) ? 0 : 1;
}
