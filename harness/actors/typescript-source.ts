// One file of TypeScript as JavaScript for another place. Types are blanked by SWC, the compiler inside Node,
// so that lines and columns stay the user's and the same TypeScript works on every Node: enums and parameter
// properties don't. What depends on the place of the file is rewritten: relative imports, and what
// import.meta says.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { init, parse } from 'es-module-lexer/minimal';
import { packageOf } from './package-of.js';

export class TypeScriptError extends Error {
  override readonly name = 'TypeScriptError';
  readonly code = 'TYPESCRIPT';
}

/** `linkTo`: the specifier that a relative one becomes. */
export type LinkTo = (specifier: string) => string;

export interface Compiled {
  format: 'module' | 'commonjs';
  /** As written in it, each once. */
  relative: readonly string[];
  linked(linkTo: LinkTo): string;
}

interface Compiler {
  transformSync(
    source: string,
    options: { mode: 'strip-only'; module: boolean; filename: string },
  ): {
    code: string;
  };
}

const hasModuleSyntax = /^\s*(?:import\s*(?:[\w{*'"]|type\b)|export\s*(?:default\b|[\w{*]))/m;

export function isTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file);
}

/** `source` of JavaScript is linked only. Rejects with TypeScriptError for what can't be compiled. */
export async function compileTypeScript(file: string, source: string): Promise<Compiled> {
  const code = isTypeScript(file) ? withoutTypes(file, source) : source;
  const format = formatOf(file, source);
  const places = format === 'module' ? await placesInModule(file, code) : placesOfRequire(code);
  return {
    format,
    relative: [...new Set(places.map(({ specifier }) => specifier))],
    linked: (linkTo) =>
      `${whereItWas(file, format)}${linked(code, places, linkTo)}\n//# sourceURL=${pathToFileURL(file).href}\n`,
  };
}

function withoutTypes(file: string, source: string): string {
  const compiler = createRequire(import.meta.url)('@swc/wasm-typescript') as Compiler;
  try {
    return compiler.transformSync(source, { mode: 'strip-only', module: true, filename: file }).code;
  } catch (refused) {
    // What it throws is no error.
    const { message } = Object(refused) as { message?: unknown };
    throw new TypeScriptError(`${file}: ${String(message ?? refused)}`, { cause: refused });
  }
}

/**
 * In a package that says nothing, or commonjs, a .ts file is a module when it reads like one: people write
 * `import` there, and compile it to `require`.
 */
function formatOf(file: string, source: string): Compiled['format'] {
  const [, kind] = /\.([cm]?)[jt]s$/.exec(file) ?? [];
  if (kind === 'm') return 'module';
  if (kind === 'c') return 'commonjs';
  return hasModuleSyntax.test(source) || packageOf(file).type === 'module' ? 'module' : 'commonjs';
}

interface Place {
  from: number;
  to: number;
  specifier: string;
}

async function placesInModule(file: string, code: string): Promise<Place[]> {
  await init();
  try {
    const [imports] = parse(code, file);
    return imports.flatMap(({ n: specifier, s: from, e: to, d: kind }): Place[] => {
      // A dynamic one is told with its quotes.
      const quote = kind === -1 ? 0 : 1;
      return specifier?.startsWith('.') ? [{ from: from + quote, to: to - quote, specifier }] : [];
    });
  } catch (cause) {
    throw new TypeScriptError(`${file} is no module: ${String(cause)}`, { cause });
  }
}

function placesOfRequire(code: string): Place[] {
  return [...code.matchAll(/(?<=\brequire\(\s*(['"]))\.[^'"\n]*(?=\1\s*\))/g)].map(
    ({ 0: specifier, index }) => ({
      from: index,
      to: index + specifier.length,
      specifier,
    }),
  );
}

function linked(code: string, places: readonly Place[], linkTo: LinkTo): string {
  let [text, at] = ['', 0];
  for (const { from, to, specifier } of places) {
    text += code.slice(at, from) + linkTo(specifier);
    at = to;
  }
  return text + code.slice(at);
}

/** One line without an end, so that the lines stay; imports come before it wherever they stand. */
function whereItWas(file: string, format: Compiled['format']): string {
  const [url, filename, directory] = [pathToFileURL(file).href, file, dirname(file)].map((text) =>
    JSON.stringify(text),
  );
  return format === 'module'
    ? `Object.assign(import.meta,{url:${url},filename:${filename},dirname:${directory}});`
    : `__filename=${filename};__dirname=${directory};`;
}
