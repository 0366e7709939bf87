// What names must look like, across the whole tree: folders and pages in kebab-case, nothing called "utils", one
// file of a name, one exported type of a name, tests beside what they test. Names of source files are held in
// kebab-case by the linter (useFilenamingConvention).
import { posix } from 'node:path';
import { type Complaint, floors, isTest } from './import-rules.js';
import type { ParsedModule } from './parsed-module.js';

const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const page = /^[a-z0-9]+(?:-[a-z0-9]+)*\.md$/;
/** What may stand between a name and its `.ts`. */
const kinds = ['', 'test', 'real.test', 'property.test', 'bench', 'fixture', 'config', 'build', 'unit'];
const banned = /^(?:utils?|helpers?|common|types|misc|shared)$|-(?:utils?|helpers?)$/;
const testFolders = ['test', 'tests', '__tests__'];

/** Stored runs name their own files. */
const isStored = (path: string) => path.startsWith('results/reference/');

/** kebab-case, and no name that says nothing of what is inside. */
export function nameComplaints(path: string): Complaint[] {
  const top = path.split('/')[0] ?? '';
  if (isStored(path) || !(floors.includes(top) || top === 'docs' || top === 'tools')) return [];
  const complain = (message: string) => [{ path, message }];
  const folders = posix.dirname(path).split('/');
  const file = posix.basename(path);
  const folder = folders.find((name) => !kebab.test(name));
  if (folder !== undefined) return complain(`the folder ${folder} is not kebab-case`);
  if (file.endsWith('.md') && !page.test(file)) return complain(`${file} is not kebab-case`);
  const isSource = file.endsWith('.ts');
  const [name = '', ...kind] = file.replace(/\.ts$/, '').split('.');
  if (isSource && !kinds.includes(kind.join('.')))
    return complain(`.${kind.join('.')} is no kind of file here`);
  const vague = [...folders, ...(isSource ? [name] : [])].find((each) => banned.test(each));
  return vague === undefined ? [] : complain(`${vague} could hold anything: name the concept instead`);
}

/** Key → the paths that have it, for the keys that more than one path has. */
function shared(pairs: readonly (readonly [key: string, path: string])[]): [string, string[]][] {
  const paths = new Map<string, string[]>();
  for (const [key, path] of pairs) paths.set(key, [...(paths.get(key) ?? []), path]);
  return [...paths].filter(([, holders]) => holders.length > 1);
}

/** Whoever reads a file's name alone knows which file is meant; tests carry the name of what they test. */
export function sameFileNameComplaints(paths: readonly string[]): Complaint[] {
  const sources = paths.filter((path) => path.endsWith('.ts') && !isTest(path));
  return shared(sources.map((path) => [posix.basename(path), path])).map(([, [path = '', ...others]]) => ({
    path,
    message: `has the same name as ${others.join(', ')}`,
  }));
}

/** Whoever reads a type's name alone knows which type is meant. */
export function sameTypeNameComplaints(modules: readonly ParsedModule[]): Complaint[] {
  const declared = modules.flatMap(({ path, exportedTypes }) =>
    // An overloaded or merged declaration is one type.
    [...new Set(exportedTypes)].map((name) => [name, path] as const),
  );
  return shared(declared).map(([name, [path = '', ...others]]) => ({
    path,
    message: `exports the type ${name}, which means something else in ${others.join(', ')}`,
  }));
}

/** Tests stand beside the sources they test, in no folder of their own. */
export function testPlaceComplaints(paths: readonly string[]): Complaint[] {
  const sourceFolders = new Set(
    paths.filter((path) => path.endsWith('.ts') && !isTest(path)).map((path) => posix.dirname(path)),
  );
  const isApart = (folder: string) =>
    !sourceFolders.has(folder) || folder.split('/').some((name) => testFolders.includes(name));
  return paths
    .filter((path) => isTest(path) && isApart(posix.dirname(path)))
    .map((path) => ({ path, message: 'is not beside what it tests' }));
}
