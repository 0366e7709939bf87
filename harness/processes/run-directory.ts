// The directory of one run: `run-<time>-<pid>-<random>` with owner.json, pids/ and cases/. owner.json is
// written first and removed last, so that a run killed at any point leaves either a readable owner or an
// empty directory.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RunOwner } from '../../results/facts/run-record.js';
import { errorCode } from './error-code.js';
import { createRegistry, pidsDirectory } from './process-registry.js';
import { parseOwner, thisOwner } from './run-owner.js';

const namePattern = /^run-([0-9a-z]{8,9})-\d{1,10}-[0-9a-f]{8}$/;

export const ownerFile = 'owner.json';
export const casesDirectory = 'cases';

/** Throws the system error. */
export function createRunDirectory(root: string): string {
  const name = `run-${Date.now().toString(36)}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const path = join(root, name);
  mkdirSync(path);
  writeFileSync(join(path, ownerFile), `${JSON.stringify(thisOwner())}\n`);
  createRegistry(join(path, pidsDirectory));
  mkdirSync(join(path, casesDirectory));
  return path;
}

/** Names in `root` that are run directories by their name and are real directories, no links. */
export function listRunDirectories(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && namePattern.test(entry.name))
    .map((entry) => join(root, entry.name));
}

export function readOwner(runDirectory: string): RunOwner | null {
  try {
    return parseOwner(readFileSync(join(runDirectory, ownerFile), 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Whether a harness died between mkdir and owner.json: there is no owner, and the directory is too old to be
 * in the making.
 */
export function isAbandonedShell(runDirectory: string, nowMs: number): boolean {
  const createdMs = Number.parseInt(
    namePattern.exec(runDirectory.split(/[\\/]/).at(-1) ?? '')?.[1] ?? '',
    36,
  );
  const contents = readdirSync(runDirectory);
  return nowMs - createdMs > 60_000 && contents.every((name) => name === ownerFile);
}

/**
 * Throws the system error when something can't be removed. Another sweep may have removed the directory
 * already.
 */
export function removeRunDirectory(path: string): void {
  for (const name of names(path)) {
    if (name !== ownerFile) removeTree(join(path, name));
  }
  rmSync(join(path, ownerFile), { force: true });
  try {
    rmdirSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Also what has no permissions, or on Linux was made immutable. Throws the system error of what stays. */
export function removeTree(path: string): void {
  // Retries, because a process that was just killed may still be finishing its last system call in there.
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 };
  try {
    rmSync(path, options);
  } catch (error) {
    const code = errorCode(error);
    // ENOTDIR is what Node's rm makes of an EPERM for a file that can't be removed.
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTDIR') throw error;
    // A case may have removed the permissions of its directories on purpose, or made a file immutable.
    if (process.platform === 'linux') {
      spawnSync('chattr', ['-R', '-f', '-i', '-a', path], { stdio: 'ignore', timeout: 5_000 });
    }
    openUp(path);
    rmSync(path, options);
  }
}

function openUp(path: string): void {
  if (!lstatSync(path).isDirectory()) return;
  chmodSync(path, 0o700);
  for (const name of readdirSync(path)) openUp(join(path, name));
}

function names(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
