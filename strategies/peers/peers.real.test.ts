// Third-party libraries are optional: where one is missing or broken, its strategy says so and how to install
// it, and nothing else is affected. In real processes in which the library can't be resolved.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The package of each. */
const packages = {
  atomically: 'atomically',
  conf: 'conf',
  configstore: 'configstore',
  lmdb: 'lmdb',
  lowdb: 'lowdb',
  nedb: '@seald-io/nedb',
  'node-persist': 'node-persist',
  sqlite: 'libsql',
  'sqlite-wal': 'libsql',
  steno: 'steno',
  'write-file-atomic': 'write-file-atomic',
} as const;
type Peer = keyof typeof packages;
const peers = Object.keys(packages) as Peer[];
const built = new URL('../../dist/strategies/', import.meta.url);

/** Sources of a `resolve` hook, by what it does with the libraries. */
const missing = `throw Object.assign(new Error("Cannot find package '" + found + "' imported from " + from),
  { code: 'ERR_MODULE_NOT_FOUND' });`;
const broken = `return { url: 'data:text/javascript,throw new Error("made for another Node")', shortCircuit: true };`;
const untouched = '';

interface Availabilities {
  available: boolean;
  reason?: string;
  remedy?: string;
  thrown: string | null;
}

/** Asks every peer in one process, and lets each try a write. */
function survey(hook: string): Record<string, Availabilities> {
  const hooks = `export async function resolve(name, { parentURL: from, ...rest }, next) {
    const found = ${JSON.stringify(Object.values(packages))}.find((one) => (name + '/').startsWith(one + '/'));
    if (found !== undefined) { ${hook} }
    return next(name, { parentURL: from, ...rest });
  }`;
  const program = `
    import { register } from 'node:module';
    import { mkdtempSync, rmSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { strategies } = await import(${JSON.stringify(new URL('strategy-registry.js', built).href)});
    const dir = mkdtempSync(tmpdir() + '/holdfast-peers-');
    const found = {};
    for (const id of ${JSON.stringify(peers)}) {
      const { default: strategy } = await strategies[id]();
      found[id] = { ...(await strategy.availability()), thrown: null };
      const document = { version: 1, rev: 0, updated_at: '', tasks: [] };
      const written = async () => {
        const store = await strategy.open(dir + '/' + id + '.yaml', { lockTimeoutMs: 0 });
        await store.write(document, 0);
        await store.close();
      };
      await written().catch((error) => { found[id].thrown = error.code; });
    }
    rmSync(dir, { recursive: true });
    process.stdout.write(JSON.stringify(found));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, Availabilities>;
}

describe('a library of others', () => {
  it.each(peers)('%s that is not installed is named with the command that installs it', (id) => {
    expect(survey(missing)[id]).toEqual({
      available: false,
      reason: `${packages[id]} is not installed`,
      remedy: `npm install ${packages[id]}`,
      thrown: 'IO',
    });
  });

  it.each(peers)('%s that is broken says what is wrong', (id) => {
    expect(survey(broken)[id]).toMatchObject({
      available: false,
      reason: `${packages[id]} can't be loaded: made for another Node`,
      remedy: `npm install ${packages[id]}`,
    });
  });

  it.each(peers)('%s that is there is available, and writes', (id) => {
    const found = survey(untouched)[id];
    // Optional here, too: its tests elsewhere do without it.
    if (found?.available === false) expect(found.reason).toBe(`${packages[id]} is not installed`);
    else expect(found).toEqual({ available: true, thrown: null });
  });

  it.each(peers)('%s is nothing that an installation of ours brings along', (id) => {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const manifest = JSON.parse(text) as Record<string, Record<string, unknown> | undefined>;
    expect(manifest.dependencies).not.toHaveProperty([packages[id]]);
    expect(manifest.optionalDependencies).not.toHaveProperty([packages[id]]);
  });
});
