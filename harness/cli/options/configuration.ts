// What a configuration file may say: the options of `run` under their own names. Only names and kinds are
// looked at here; the values go through the same parsers as those of the command line.
import { z } from 'zod';
import { usageError } from '../cli-error.js';
import { didYouMean } from './did-you-mean.js';

const one = z.union([z.string(), z.number()]);
const list = z.union([z.string(), z.array(z.string())]);

const settingsSchema = z.strictObject({
  strategy: list.optional(),
  scenario: list.optional(),
  only: z.string().optional(),
  profile: z.string().optional(),
  dir: list.optional(),
  seed: one.optional(),
  out: z.string().optional(),
  require: list.optional(),
  baseline: z.string().optional(),
  failOn: z.string().optional(),
  reporter: list.optional(),
  maxTime: z.string().optional(),
  policy: z.string().optional(),
  recorder: z.string().optional(),
  /** `{ 'p99/floor': '< 6' }`, or rules as on the command line. */
  thresholds: z.union([list, z.record(z.string(), z.string())]).optional(),
  shard: z.string().optional(),
});

/** What a configuration file holds, as written. */
export type Config = z.input<typeof settingsSchema>;
export type SettingName = keyof Config;
export const settingNames = Object.keys(settingsSchema.shape) as SettingName[];

/** Each as it would be typed: a list option once or more, the others once. */
export type Settings = Partial<Record<SettingName, string[]>>;

/** `$schema` is for editors. Throws a usage error that says what is wrong where. */
export function settingsIn(value: unknown, file: string): Settings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usageError({
      what: 'a configuration is an object',
      where: file,
      remedy: 'write, for instance, { "profile": "quick", "strategy": "flock" }',
    });
  }
  const { $schema: _, ...rest } = value as Record<string, unknown>;
  const unknown = Object.keys(rest).find((key) => !settingNames.some((name) => name === key));
  if (unknown !== undefined) {
    throw usageError({
      what: `"${unknown}" is no key of a configuration`,
      where: file,
      remedy: didYouMean(unknown, 'keys', settingNames),
    });
  }
  const checked = settingsSchema.safeParse(rest);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw usageError({
      what: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
      where: file,
      remedy: 'write it as on the command line, a list as an array: holdfast run --help',
    });
  }
  const settings: Settings = {};
  for (const name of settingNames) {
    const said = checked.data[name];
    if (said !== undefined) settings[name] = typed(said);
  }
  return settings;
}

function typed(said: string | number | string[] | Record<string, string>): string[] {
  if (Array.isArray(said)) return said;
  if (typeof said !== 'object') return [String(said)];
  return Object.entries(said).map(([measure, limit]) => `${measure} ${limit}`);
}

/** `maxTime` → `HOLDFAST_MAX_TIME`. */
export function variableOf(name: string): string {
  return `HOLDFAST_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** `maxTime` → `--max-time`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Variables that are no options of a run, but the tool's all the same; the last two it gives its children. */
const otherVariables = ['HOLDFAST_CONFIG', 'HOLDFAST_INSPECT', 'HOLDFAST_RUN', 'HOLDFAST_TAP'];

/** An empty variable is not set. Throws a usage error for a variable of ours that nobody would read. */
export function settingsOf(env: Readonly<Record<string, string | undefined>>): Settings {
  const variables = [...settingNames.map(variableOf), ...otherVariables];
  const unknown = Object.keys(env).find((key) => key.startsWith('HOLDFAST_') && !variables.includes(key));
  if (unknown !== undefined) {
    throw usageError({
      what: `nothing reads the variable ${unknown}`,
      where: 'the environment',
      remedy: didYouMean(unknown, 'variables', variables.slice(0, -2)),
    });
  }
  const settings: Settings = {};
  for (const name of settingNames) {
    const said = env[variableOf(name)] ?? '';
    if (said !== '') settings[name] = [said];
  }
  return settings;
}
