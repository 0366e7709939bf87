// Finds and reads the configuration file: a module, JSON or YAML in the current directory, or the one that is
// named. A module is the user's own code.
import { existsSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { readBounded } from '../../../results/archive/bounded-file.js';
import { compiledFor } from '../../actors/compiled-typescript.js';
import { messageOf, usageError } from '../cli-error.js';
import { type Settings, settingsIn } from './configuration.js';
import { moduleValue } from './configuration-module.js';

const modules = ['.ts', '.mts', '.js', '.mjs', '.cjs'];
const extensions = [...modules, '.json', '.yaml'];
const names = extensions.map((extension) => `holdfast.config${extension}`);

/** Those that there are, by name. */
export function configurationsIn(cwd: string): string[] {
  return names.filter((name) => existsSync(resolve(cwd, name)));
}

export interface ConfigurationFile {
  /** As a person would name it. */
  name: string;
  settings: Settings;
}

/** `named`: by --config or the environment. null: there is none. Throws a usage error. */
export async function readConfiguration(
  cwd: string,
  named: string | null,
): Promise<ConfigurationFile | null> {
  const name = named ?? foundIn(cwd);
  if (name === null) return null;
  const path = resolve(cwd, name);
  let value: unknown;
  try {
    value = await valueIn(path);
  } catch (cause) {
    throw usageError({
      what: `the configuration can't be read: ${messageOf(cause)}`,
      where: name,
      remedy: existsSync(path)
        ? 'mend the file'
        : `name one that is there, e.g. --config holdfast.config.json`,
      cause,
    });
  }
  return { name, settings: settingsIn(value, name) };
}

function foundIn(cwd: string): string | null {
  const found = configurationsIn(cwd);
  const [first, second] = found;
  if (first === undefined) return null;
  if (second === undefined) return first;
  throw usageError({
    what: `there are several configurations: ${found.join(', ')}`,
    where: cwd,
    remedy: 'keep one, or name it with --config FILE',
  });
}

async function valueIn(path: string): Promise<unknown> {
  switch (extname(path)) {
    case '.json':
      return JSON.parse(textOf(path));
    case '.yaml':
    case '.yml':
      return parseYaml(textOf(path));
    default: {
      if (!modules.includes(extname(path))) throw new Error(`it is none of ${extensions.join(', ')}`);
      if (!statSync(path).isFile()) throw new Error('it is not a regular file');
      return await moduleValue(await compiledFor(pathToFileURL(path).href));
    }
  }
}

const bytesMax = 2 ** 20;

function textOf(path: string): string {
  return readBounded(path, bytesMax).toString('utf8');
}
