// Puts the layers of a configuration over each other: flags over the environment over the file over the defaults.
// What is not typed goes through the parser of its flag all the same, and is refused under the name it was given.
import type { Command, Option } from 'commander';
import { CliError, usageError } from '../cli-error.js';
import { type CommandContext, notice } from '../context.js';
import {
  flagOf,
  type SettingName,
  type Settings,
  settingNames,
  settingsOf,
  variableOf,
} from './configuration.js';
import { readConfiguration } from './configuration-file.js';

interface Layer {
  settings: Settings;
  /** Where a setting of it stands. */
  place: (name: SettingName) => string;
}

/** Fills in the command's options that were not typed. Throws a usage error. */
export async function layerConfiguration(command: Command, context: CommandContext): Promise<void> {
  const { io } = context;
  const typed: unknown = command.getOptionValue('config');
  const named = typeof typed === 'string' ? typed : (io.env.HOLDFAST_CONFIG ?? '');
  const file = await readConfiguration(io.cwd, named === '' ? null : named);
  const layers: Layer[] = [
    { settings: settingsOf(io.env), place: variableOf },
    ...(file === null
      ? []
      : [{ settings: file.settings, place: (name: SettingName) => `${name} in ${file.name}` }]),
  ];
  const sources = settingNames.map((name) => `${name} ${fillIn(command, name, layers)}`);
  if (context.flags().verbose === true) {
    notice(context, `configuration: ${sources.join(', ')}`);
  }
}

/** Says where the value comes from. */
function fillIn(command: Command, name: SettingName, layers: readonly Layer[]): string {
  if (command.getOptionValueSource(name) === 'cli') return `(${flagOf(name)})`;
  for (const { settings, place } of layers) {
    const said = settings[name];
    if (said === undefined) continue;
    command.setOptionValueWithSource(name, parsed(command, name, said, place(name)), 'config');
    return `= ${said.join(',')} (${place(name)})`;
  }
  return '(default)';
}

function parsed(command: Command, name: SettingName, said: readonly string[], place: string): unknown {
  const option = command.options.find((one) => one.attributeName() === name);
  if (option === undefined) throw new Error(`there is no option for the setting ${name}`);
  try {
    return parsedValue(option, said, place);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const { message: what, remedy } = error;
    throw usageError({ what, where: place, remedy, cause: error });
  }
}

/**
 * As commander does: a parser sees each value and what came before it; an option for many without one is a
 * list.
 */
function parsedValue({ parseArg, variadic }: Option, said: readonly string[], place: string): unknown {
  if (parseArg !== undefined) {
    let value: unknown;
    for (const text of said) value = parseArg(text, value);
    return value;
  }
  if (variadic) return [...said];
  const [only] = said;
  if (only !== undefined && said.length === 1) return only;
  throw usageError({ what: 'it has one value', where: place, remedy: 'leave all but one out' });
}
