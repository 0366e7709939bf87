// What a single file must look like: its opening comment, its name, its length, and what it must not
// contain. Pure functions over text; house.test.ts applies them to the repository.
import { posix } from 'node:path';
import type { Complaint, SourceFile } from './house-rules.js';
import { isTest, roomOf } from './house-rules.js';
import { lineAt, viewsOf } from './house-source.js';

const openingLinesMin = 2;
/** Up to here a file is one thought, and one sentence tells it. */
const smallFileLines = 70;
export const linesMax = 300;

/** A shebang, then comment lines that say what the file does or proves: two, or one for a small file. Tests are exempt. */
export function openingComplaints({ path, text }: SourceFile): Complaint[] {
  if (!path.endsWith('.ts') || isTest(path)) return [];
  const lines = text.replace(/^#!.*\n/, '').split('\n');
  const code = lines.findIndex((line) => !/^\/\/ *\S/.test(line));
  const opening = code === -1 ? lines.length : code;
  if (opening >= (lines.length <= smallFileLines ? 1 : openingLinesMin)) return [];
  const message = `opens with ${opening} comment lines: say what it does, how, and what it cannot show`;
  return [{ rule: 'opening', path, message }];
}

const kebab = '[a-z0-9]+(?:-[a-z0-9]+)*';
const codeName = new RegExp(
  `^${kebab}(?:\\.(?:test|property\\.test|bench|fixture|config|build))?\\.(?:ts|js|mjs|cjs)$`,
);
const pageName = new RegExp(`^${kebab}\\.md$`);
const folderName = new RegExp(`^${kebab}$`);
const bannedName = /^(?:utils?|helpers?|common|types|misc|shared)$|-(?:utils?|helpers?)$/;

/** kebab-case, and no name that says nothing of what is inside. Stored runs name their own files. */
export function nameComplaints(path: string): Complaint[] {
  if (path.startsWith('results/reference/')) return [];
  const file = posix.basename(path);
  const folders = roomOf(path) === null && !path.startsWith('docs/') ? [] : path.split('/').slice(0, -1);
  const complain = (message: string) => [{ rule: 'names', path, message }];
  const isCode = /\.[cm]?[jt]s$/.test(file);
  if (isCode && !codeName.test(file)) return complain(`${file} is not kebab-case`);
  if (path.startsWith('docs/') && file.endsWith('.md') && !pageName.test(file)) {
    return complain(`${file} is not kebab-case`);
  }
  const folder = folders.find((name) => !folderName.test(name));
  if (folder !== undefined) return complain(`the folder ${folder} is not kebab-case`);
  const names = isCode ? [...folders, file.split('.')[0] ?? ''] : folders;
  const banned = names.find((name) => bannedName.test(name));
  return banned === undefined ? [] : complain(`${banned} could hold anything: name the concept instead`);
}

/** `excused` names the files that may be longer, with the reason; an excuse that isn't needed is a complaint too. */
export function lengthComplaints(
  files: readonly SourceFile[],
  excused: Readonly<Record<string, string>>,
): Complaint[] {
  const complaints: Complaint[] = [];
  const long = new Set<string>();
  for (const { path, text } of files) {
    const lines = text.replace(/\n$/, '').split('\n').length;
    if (!path.endsWith('.ts') || lines <= linesMax) continue;
    long.add(path);
    const message = `${lines} lines are more than ${linesMax}: split it by concept`;
    if (!(path in excused)) complaints.push({ rule: 'length', path, message });
  }
  for (const path of Object.keys(excused).filter((path) => !long.has(path))) {
    complaints.push({ rule: 'length', path, message: 'is excused from the length rule and need not be' });
  }
  return complaints;
}

const forbidden: readonly { view: 'code' | 'comments'; pattern: RegExp; why: string }[] = [
  { view: 'comments', pattern: /@ts-(?:ignore|nocheck)/, why: 'make the types true instead' },
  {
    view: 'comments',
    pattern: /biome-ignore|eslint-disable|v8 ignore|istanbul ignore/,
    why: 'obey the rule',
  },
  {
    view: 'code',
    pattern: /(?::|\bas)\s*any\b|[<,]\s*any\s*(?:\[\])*[>,]|(?<![|&])[|&]\s*any\b(?!\s*(?:[.(!<>]|={2}))/,
    why: 'say what it is, or unknown',
  },
  { view: 'code', pattern: /\.only\b\s*(?:\(|\.each)/, why: 'it switches the other tests off' },
  {
    view: 'code',
    pattern: /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:skip|todo)\b/,
    why: 'a test runs, or says with skipIf on what condition it does not',
  },
  {
    view: 'code',
    // A call of the test context's skip() counts as conditional when it takes a condition or follows an if.
    pattern: /(?<!\bif\b[^\n]*\n?[^\n]*)(?<!\b(?:it|test|describe|suite)(?:\.\w+)*)\.skip\(\s*['"`)]/,
    why: 'skip on a condition only',
  },
];

/** No way round the compiler, the linter or the tests. What stands inside strings is left alone. */
export function forbiddenComplaints({ path, text }: SourceFile): Complaint[] {
  if (!path.endsWith('.ts')) return [];
  const views = viewsOf(text);
  return forbidden.flatMap(({ view, pattern, why }) =>
    [...views[view].matchAll(new RegExp(pattern, 'g'))].map((match) => ({
      rule: 'forbidden',
      path,
      message: `line ${lineAt(text, match.index)} has \`${match[0].trim()}\`: ${why}`,
    })),
  );
}

const machineFolders = 'work|workspaces?|home/runner|Users/runner|(?:private/)?var/folders';
const homeFolders = 'home|Users|root';
const pathBelow = (folders: string) => new RegExp(`(?<![\\w.~$}-])/(?:${folders})/[\\w.-]+`, 'g');
const windowsHome = /\b[A-Za-z]:(?:\\{1,2}|\/)Users(?:\\{1,2}|\/)\w+/g;

/**
 * A path of one machine means nothing on another, and tells whose machine it was. For every text file; in
 * tests, made-up home directories are fine as samples.
 */
export function machinePathComplaints({ path, text }: SourceFile): Complaint[] {
  const patterns = isTest(path)
    ? [pathBelow(machineFolders)]
    : [pathBelow(`${homeFolders}|${machineFolders}`), windowsHome];
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map((match) => ({
      rule: 'machine-paths',
      path,
      message: `line ${lineAt(text, match.index)} mentions ${match[0]}, a path of one machine`,
    }));
}
