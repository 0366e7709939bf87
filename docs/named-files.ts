// Files that a page names in code, whole paths and bare file names, so that they can be held against the
// tree. Pure. Examples (`scenarios/<id>.ts`) and what a run writes are no such names.

const ROOMS = ['strategies', 'scenarios', 'results', 'reports', 'harness', 'docs', 'tools', '.ci', '.github'];
const WRITTEN_BY_RUNS = /^results\/(runs|explorations)\b/;

/**
 * Code spans and code blocks that are a path below a room, or a bare file name of a source, without what
 * follows.
 */
export function namedFiles(text: string): string[] {
  const tokens = [...text.matchAll(/(?<=[`\s(])[\w./-]+(?=[`\s),:;])/g)].map(([token]) => token);
  return [...new Set(tokens)].filter((token) => {
    const [room = '', ...rest] = token.split('/');
    if (rest.length === 0) return /^[a-z][\w-]*\.ts$/.test(token);
    return ROOMS.includes(room) && !WRITTEN_BY_RUNS.test(token);
  });
}

/** Of these, the ones that no file, folder or file name of the tree is. */
export function missingFiles(named: readonly string[], files: readonly string[]): string[] {
  const names = new Set(files.map((file) => file.split('/').at(-1) ?? ''));
  return named.filter((name) => {
    if (!name.includes('/')) return !names.has(name);
    const path = name.replace(/\/$/, '');
    return !files.some((file) => file === path || file.startsWith(`${path}/`));
  });
}
