// Strategies in TypeScript run as JavaScript that is compiled once and kept, on every Node alike. Were each
// process to strip types by itself, it would cost more than most of what processes do here, and on Node 20 in
// a thread whose waiting for a processor no time limit knows of. Compiled are the module and what it imports
// by relative names, as far as TypeScript goes; the result lies in `.holdfast/typescript` of the package,
// where packages are found as before.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageOf } from './package-of.js';
import type { Compiled } from './typescript-source.js';

/** What is not used for so long is removed. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** A change of how it is compiled needs another number. */
const VERSION = '1';

const isTypeScript = (file: string) => /\.[cm]?ts$/.test(file);
const mentionsTypeScript = /['"]\.[^'"\n]*\.[cm]?ts['"]/;

/**
 * The module to import instead of this one: a file URL both. Rejects with TypeScriptError for what can't be compiled,
 * and with the system's error where the result can't be kept.
 */
export async function compiledFor(url: string): Promise<string> {
  const entry = fileURLToPath(url);
  if (!isTypeScript(entry) && !mentionsTypeScript.test(textOf(entry) ?? '')) return url;
  const place = join(packageOf(entry).directory ?? dirname(entry), '.holdfast', 'typescript');
  const index = join(place, `${hashOf(entry)}.json`);
  return pathToFileURL(keptAt(index) ?? (await compiled(entry, place, index))).href;
}

/** The files that went into it by their hashes, and the entry that came of them. */
interface Index {
  version: string;
  sources: Record<string, string>;
  entry: string;
}

/** null: it was never compiled, or a source has changed since. */
function keptAt(index: string): string | null {
  const text = textOf(index);
  if (text === null) return null;
  const { version, sources, entry } = JSON.parse(text) as Index;
  const isSame = Object.entries(sources).every(([file, hash]) => hashOf(textOf(file) ?? '') === hash);
  return version === VERSION && isSame && existsSync(entry) ? entry : null;
}

async function compiled(entry: string, place: string, index: string): Promise<string> {
  const graph = await graphOf(entry);
  const sources = Object.fromEntries([...graph].map(([file, { source }]) => [file, hashOf(source)]));
  const directory = join(place, hashOf(JSON.stringify([VERSION, sources])));
  const names = new Map(
    [...graph].map(
      (
        [
          file,
          {
            compiled: { format },
          },
        ],
        at,
      ) => [file, nameOf(file, at, format)],
    ),
  );
  if (!existsSync(directory)) publish(directory, graph, names);
  const result = join(directory, names.get(entry) ?? '');
  const written: Index = { version: VERSION, sources, entry: result };
  replaceFile(index, JSON.stringify(written));
  removeOld(place, directory);
  return result;
}

/** With a number in front: files of different folders may have one name. */
function nameOf(file: string, at: number, format: Compiled['format']): string {
  return `${at}-${basename(file).replace(/\.[cm]?[jt]s$/, '')}.${format === 'module' ? 'mjs' : 'cjs'}`;
}

type Graph = Map<string, { source: string; compiled: Compiled }>;

/** The entry and every file that it reaches by relative imports and that is, or mentions, TypeScript. */
async function graphOf(entry: string): Promise<Graph> {
  const { compileTypeScript } = await import('./typescript-source.js');
  const graph: Graph = new Map();
  for (const open = [entry]; open.length > 0; ) {
    const file = open.pop() ?? '';
    if (graph.has(file)) continue;
    // An absent file is the import's own error.
    const source = textOf(file) ?? readFileSync(file, 'utf8');
    const result = await compileTypeScript(file, source);
    graph.set(file, { source, compiled: result });
    open.push(...result.relative.map((specifier) => meantBy(specifier, file)).filter(isCompiled));
  }
  return graph;
}

function isCompiled(file: string): boolean {
  return isTypeScript(file) ? existsSync(file) : mentionsTypeScript.test(textOf(file) ?? '');
}

/** TypeScript names a file by what it compiles to: `./store.js` may be `./store.ts`. */
function meantBy(specifier: string, from: string): string {
  const file = resolve(dirname(from), specifier);
  const typed = file.replace(/\.([cm]?)js$/, '.$1ts');
  return !existsSync(file) && existsSync(typed) ? typed : file;
}

/** At once or not at all: several processes may compile the same. */
function publish(directory: string, graph: Graph, names: ReadonlyMap<string, string>): void {
  const temporary = `${directory}.${process.pid}.tmp`;
  mkdirSync(temporary, { recursive: true });
  // Not for git, whatever the project ignores.
  writeFileSync(join(dirname(directory), '.gitignore'), '*\n');
  for (const [file, { compiled: result }] of graph) {
    const linkTo = (specifier: string): string => {
      const meant = meantBy(specifier, file);
      const name = names.get(meant);
      if (name !== undefined) return `./${name}`;
      return result.format === 'module' ? pathToFileURL(meant).href : meant.replaceAll('\\', '/');
    };
    writeFileSync(join(temporary, names.get(file) ?? ''), result.linked(linkTo));
  }
  try {
    renameSync(temporary, directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}

function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

function removeOld(place: string, keep: string): void {
  for (const name of readdirSync(place)) {
    const path = join(place, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (path === keep || name === '.gitignore' || stats === undefined) continue;
    if (Date.now() - stats.mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
