// Finds and reads the configuration file: a module, JSON or YAML in the current directory, or the one that is named.
// A module is the user's own code.
import { existsSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { readBounded } from '../../../results/archive/bounded-file.js';
import { messageOf, usageError } from '../cli-error.js';
import { type Settings, settingsIn } from './configuration.js';
import { moduleValue } from './configuration-module.js';

const extensions = ['.js', '.mjs', '.json', '.yaml'];
const names = extensions.map((extension) => `holdfast.config${extension}`);

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
      remedy: existsSync(path) ? 'mend the file' : `name one that is there, e.g. --config ${names[2]}`,
      cause,
    });
  }
  return { name, settings: settingsIn(value, name) };
}

function foundIn(cwd: string): string | null {
  const found = names.filter((name) => existsSync(resolve(cwd, name)));
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
    case '.js':
    case '.mjs': {
      if (!statSync(path).isFile()) throw new Error('it is not a regular file');
      return await moduleValue(pathToFileURL(path).href);
    }
    default:
      throw new Error(`it is none of ${extensions.join(', ')}`);
  }
}

const bytesMax = 2 ** 20;

function textOf(path: string): string {
  return readBounded(path, bytesMax).toString('utf8');
}
