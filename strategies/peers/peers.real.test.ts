// Third-party libraries are optional: where one is missing or broken, its strategy says so and how to install
// it, and nothing else is affected. In real processes in which the library can't be resolved.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const peers = ['atomically', 'steno', 'write-file-atomic'] as const;
const built = new URL('../../dist/strategies/', import.meta.url);

/** Sources of a `resolve` hook, by what it does with the libraries. */
const missing = `throw Object.assign(new Error("Cannot find package '" + name + "' imported from " + from),
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
    if (${JSON.stringify(peers)}.includes(name)) { ${hook} }
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
      const store = await strategy.open(dir + '/' + id + '.yaml', { lockTimeoutMs: 0 });
      const document = { version: 1, rev: 0, updated_at: '', tasks: [] };
      await store.write(document, 0).catch((error) => { found[id].thrown = error.code; });
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
      reason: `${id} is not installed`,
      remedy: `npm install ${id}`,
      thrown: 'IO',
    });
  });

  it.each(peers)('%s that is broken says what is wrong', (id) => {
    expect(survey(broken)[id]).toMatchObject({
      available: false,
      reason: `${id} can't be loaded: made for another Node`,
      remedy: `npm install ${id}`,
    });
  });

  it.each(peers)('%s that is there is available, and writes', (id) => {
    const found = survey(untouched)[id];
    // Optional here, too: its tests elsewhere do without it.
    if (found?.available === false) expect(found.reason).toBe(`${id} is not installed`);
    else expect(found).toEqual({ available: true, thrown: null });
  });

  it.each(peers)('%s is nothing that an installation of ours brings along', (id) => {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const manifest = JSON.parse(text) as Record<string, Record<string, unknown> | undefined>;
    expect(manifest.dependencies).not.toHaveProperty(id);
    expect(manifest.optionalDependencies).not.toHaveProperty(id);
  });
});
