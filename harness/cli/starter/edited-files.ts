// What `holdfast init` adds to files that a project has already: package.json and .gitignore. Pure: text in,
// text out. Nothing that stands there is changed, and the way it is indented stays.

export interface Edit {
  text: string;
  /** What was added, for people; empty: nothing was missing. */
  added: string[];
}

/** `name` → version range. */
export interface NeededPackages {
  dependencies: Readonly<Record<string, string>>;
  devDependencies: Readonly<Record<string, string>>;
}

type Json = Record<string, unknown>;

/** `text` null: there is no package.json. Throws a SyntaxError for one that is none. */
export function editedManifest(text: string | null, needed: NeededPackages): Edit {
  const manifest = text === null ? { private: true } : objectIn(JSON.parse(text.replace(/^\uFEFF/, '')));
  const added: string[] = [];
  const result: Json = { ...manifest };
  if (!('holdfast' in section(manifest, 'scripts'))) {
    result.scripts = { ...section(manifest, 'scripts'), holdfast: 'holdfast run' };
    added.push('the script "holdfast"');
  }
  const listed = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap(
    (kind) => Object.keys(section(manifest, kind)),
  );
  for (const kind of ['dependencies', 'devDependencies'] as const) {
    const missing = Object.entries(needed[kind]).filter(([name]) => !listed.includes(name));
    if (missing.length === 0) continue;
    result[kind] = { ...section(manifest, kind), ...Object.fromEntries(missing) };
    added.push(...missing.map(([name]) => name));
  }
  const indent = /^[ \t]+(?=")/m.exec(text ?? '')?.[0] ?? '  ';
  return { text: `${JSON.stringify(result, null, indent)}\n`, added };
}

/** `text` null: there is no .gitignore. */
export function editedIgnores(text: string | null, wanted: readonly string[]): Edit {
  const lines = (text ?? '').split(/\r?\n/).map((line) => line.trim());
  const bare = (line: string) => line.replace(/^\/|\/$/g, '');
  const added = wanted.filter((line) => !lines.some((one) => bare(one) === bare(line)));
  const before = text === null || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`;
  return { text: `${before}${added.map((line) => `${line}\n`).join('')}`, added };
}

function section(manifest: Json, name: string): Json {
  const value = manifest[name];
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function objectIn(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new SyntaxError('it holds no object');
}
