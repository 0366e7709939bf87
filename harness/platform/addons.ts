// Which native lock addons work here, and what to do about one that doesn't. Each is loaded in a child
// process, because an addon built for another Node may crash it instead of throwing. The child reports each
// addon before it loads it, so that a crash is attributed to the right one; the others are then tried again.
import { execFile } from 'node:child_process';
import type { Platform } from '../../results/facts/run-record.js';

export type Addon = Platform['addons'][number];

export type LoadReport =
  | { type: 'loaded'; version: string | null }
  | { type: 'absent' }
  | { type: 'broken'; version: string | null; reason: string }
  | { type: 'crashed'; how: string };

export const lockAddons = ['fs-ext', 'fs-native-extensions'] as const;

const timeoutMs = 10_000;

/**
 * Prints a line before each load and one after it. `resolve` comes first, to tell an absent addon from a
 * broken one.
 */
const childSource = `
const { createRequire } = require('node:module');
const { writeSync } = require('node:fs');
const [base, ...names] = process.argv.slice(1);
const load = createRequire(base);
const say = (line) => writeSync(1, JSON.stringify(line) + '\\n');
for (const name of names) {
  say({ name, state: 'loading' });
  try { load.resolve(name); } catch { say({ name, state: 'absent' }); continue; }
  let version = null;
  try { version = load(name + '/package.json').version; } catch {}
  try { load(name); say({ name, state: 'loaded', version }); }
  catch (error) { say({ name, state: 'broken', version, reason: String(error && error.message).split('\\n')[0] }); }
}
process.exit(0);
`;

const cache = new Map<string, Promise<Addon[]>>();

/**
 * Loads the addons as a module at `base` (a file URL or path) would. The answer is cached for this
 * process: an addon that is installed meanwhile is seen by the next one.
 */
export function probeAddons(
  base: string = import.meta.url,
  names: readonly string[] = lockAddons,
): Promise<Addon[]> {
  const key = JSON.stringify([base, names]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const asked = loadEach(base, names).then((reports) =>
    names.map((name) => describeAddon(name, reports.get(name) ?? { type: 'crashed', how: 'no answer' })),
  );
  cache.set(key, asked);
  return asked;
}

async function loadEach(base: string, names: readonly string[]): Promise<Map<string, LoadReport>> {
  const reports = new Map<string, LoadReport>();
  let remaining = [...names];
  while (remaining.length > 0) {
    const { lines, how } = await runChild(base, remaining);
    const answered = parseLoadReports(lines, how);
    // A child that ended before it named an addon says nothing about any of them.
    if (answered.size === 0) break;
    for (const [name, report] of answered) reports.set(name, report);
    remaining = remaining.filter((name) => !reports.has(name));
  }
  return reports;
}

function runChild(base: string, names: readonly string[]): Promise<{ lines: string; how: string }> {
  // Preloads of this process (a tap, a coverage tool) would only slow the child and could break it.
  const env = { ...process.env, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    const args = ['-e', childSource, '--', base, ...names];
    execFile(process.execPath, args, { env, timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, stdout) => {
      const how = error === null ? 'exit 0' : (error.signal ?? `exit code ${error.code ?? 'unknown'}`);
      resolve({ lines: stdout, how });
    });
  });
}

/** An addon that was named and never reported as loaded has crashed the process. */
export function parseLoadReports(text: string, how: string): Map<string, LoadReport> {
  const reports = new Map<string, LoadReport>();
  for (const line of text.split('\n')) {
    const said = parseLine(line);
    if (said === null) continue;
    const version = typeof said.version === 'string' ? said.version : null;
    if (said.state === 'loading') reports.set(said.name, { type: 'crashed', how });
    if (said.state === 'absent') reports.set(said.name, { type: 'absent' });
    if (said.state === 'loaded') reports.set(said.name, { type: 'loaded', version });
    if (said.state === 'broken') {
      reports.set(said.name, { type: 'broken', version, reason: String(said.reason) });
    }
  }
  return reports;
}

function parseLine(
  line: string,
): { name: string; state: string; version?: unknown; reason?: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('name' in value) || !('state' in value)) return null;
    const { name, state } = value;
    return typeof name === 'string' && typeof state === 'string' ? { ...value, name, state } : null;
  } catch {
    return null;
  }
}

export function describeAddon(name: string, report: LoadReport): Addon {
  switch (report.type) {
    case 'loaded':
      return { name, version: report.version, loaded: true, remedy: null };
    case 'absent':
      return {
        name,
        version: null,
        loaded: false,
        remedy: `Not installed: run \`npm install --include=optional ${name}\`.${compilerHint(name)}`,
      };
    case 'broken':
      return {
        name,
        version: report.version,
        loaded: false,
        remedy: `Does not load (${report.reason}): run \`npm rebuild ${name}\` with this Node.${compilerHint(name)}`,
      };
    case 'crashed':
      return {
        name,
        version: null,
        loaded: false,
        remedy: `Loading it ended the process (${report.how}): run \`npm rebuild ${name}\` with this Node.${compilerHint(name)}`,
      };
  }
}

/** fs-ext ships no binaries; fs-native-extensions does. */
function compilerHint(name: string): string {
  if (name !== 'fs-ext') return '';
  const tools: Partial<Record<NodeJS.Platform, string>> = {
    win32: 'Python 3 and the Visual Studio Build Tools',
    darwin: 'Python 3 and the Xcode command line tools (xcode-select --install)',
  };
  const needed = tools[process.platform] ?? 'python3, make and g++';
  return ` It is compiled on the spot, which needs ${needed}.`;
}
