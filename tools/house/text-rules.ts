// What the text of a file must hold and must not: an opening comment, no way round the compiler, the linter or
// the tests, no path of one machine. The length of a file and `any` are rules of the linter.
import { type Complaint, isTest } from './import-rules.js';
import { lineAt, type ParsedModule, type SourceFile } from './parsed-module.js';

const openingLinesMin = 2;
/** Up to here a file is one thought, and one sentence tells it. */
const smallFileLines = 70;

/**
 * A shebang, then comment lines that say what the file does or proves: two, or one for a small file. Tests
 * are exempt.
 */
export function openingComplaints({ path, text }: SourceFile): Complaint[] {
  if (isTest(path)) return [];
  const lines = text.replace(/^#!.*\n/, '').split('\n');
  const code = lines.findIndex((line) => !/^\/\/ *\S/.test(line));
  const opening = code === -1 ? lines.length : code;
  if (opening >= (lines.length <= smallFileLines ? 1 : openingLinesMin)) return [];
  const message = `opens with ${opening} comment lines: say what it does, how, and what it cannot show`;
  return [{ path, message }];
}

const suppression = /@ts-(?:ignore|nocheck)|biome-ignore|eslint-disable|v8 ignore|istanbul ignore/;

/** No comment that silences a tool, and no test that is switched off without a condition. */
export function loopholeComplaints({ path, comments, skips }: ParsedModule): Complaint[] {
  const silenced = comments.flatMap(({ text, line }) => {
    const found = suppression.exec(text)?.[0];
    return found === undefined ? [] : [{ path, message: `line ${line} has ${found}: obey the rule instead` }];
  });
  const skipped = skips.map(({ text, line }) => ({
    path,
    message: `line ${line} has ${text}: a test runs, or says on what condition it does not (skipIf)`,
  }));
  return [...silenced, ...skipped];
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
      path,
      message: `line ${lineAt(text, match.index)} mentions ${match[0]}, a path of one machine`,
    }));
}
