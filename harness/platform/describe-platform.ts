// The platform of a run: machine, Node, the file system of a directory, the cost of an fsync there, lock
// addons. All of it is read from the system or measured; what can't be found out is `unknown` or null.
import { arch, cpus, release, totalmem, type } from 'node:os';
import type { Platform } from '../../results/facts/run-record.js';
import { probeAddons } from './addons.js';
import { deviceKind } from './device-kind.js';
import { fileSystemOf } from './file-system.js';
import { fileSystemWarnings, preloadWarnings } from './file-system-traits.js';
import { measureFsync } from './fsync-cost.js';
import { findRenames } from './rename-truth.js';
import { findSyncs } from './sync-truth.js';

/** `dir` must exist. Rejects with the system error when it doesn't; a read-only one has no fsync cost. */
export async function describePlatform(dir: string): Promise<Platform> {
  const [mount, addons] = await Promise.all([fileSystemOf(dir), probeAddons()]);
  // After the child that loads the addons has ended, which would slow it.
  const fsync = await measureFsync(dir).catch(() => null);
  const renames = await findRenames(dir, mount);
  const processors = cpus();
  const device = deviceKind(mount.source);
  return {
    id: `${process.platform}-${arch()}`,
    os: type(),
    release: release(),
    arch: arch(),
    node: runtimeOf(process.versions),
    cpus: processors.length,
    cpuModel: processors[0]?.model.trim() || 'unknown',
    memoryBytes: totalmem(),
    ci: ciName(process.env),
    fileSystem: {
      type: mount.type,
      mount: mount.mount,
      options: mount.options,
      ...(device === null ? {} : { device }),
      fsyncNsMedian: fsync?.medianNs ?? null,
      syncs: findSyncs(dir, mount, process.env),
      ...(renames === null ? {} : { renames }),
    },
    addons,
  };
}

/** `20.20.2`; where something else says that it is Node, with its name: `26.3.0 (Bun 1.4.5)`. */
export function runtimeOf({ node, bun, deno }: Readonly<Record<string, string | undefined>>): string {
  const other = bun === undefined ? (deno === undefined ? '' : ` (Deno ${deno})`) : ` (Bun ${bun})`;
  return `${node ?? 'unknown'}${other}`;
}

/** What limits the meaning of results from this platform. */
export function platformWarnings(
  platform: Pick<Platform, 'fileSystem'>,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  return [...fileSystemWarnings(platform.fileSystem), ...preloadWarnings(env)];
}

/** Services set these to `true`; an empty or false value is how people switch them off. */
export function ciName(env: Readonly<Record<string, string | undefined>>): string | null {
  const isSet = (value: string | undefined): boolean => value !== undefined && !/^(?:|0|false)$/i.test(value);
  if (isSet(env.GITHUB_ACTIONS)) return 'github-actions';
  return isSet(env.CI) ? 'ci' : null;
}
