import fs, { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os, { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { actAsHost } from './another-host.js';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const isLinux = process.platform === 'linux';
let registry: string;
let undo: () => void = () => {};
beforeEach(() => {
  registry = mkdtempSync(join(tmpdir(), 'holdfast-host-'));
});
afterEach(() => {
  undo();
  rmSync(registry, { recursive: true });
});

it('a pid of the other side is not alive, and one of the own side is', () => {
  const other = process.ppid;
  undo = actAsHost({ mount: 'A', registry });
  expect(process.kill(other, 0)).toBe(true);
  writeFileSync(join(registry, `host-B-${other}`), '');
  expect(() => process.kill(other, 0)).toThrow('ESRCH');
  expect(process.kill(process.pid, 0)).toBe(true);
  if (isLinux) {
    expect(() => readFileSync(`/proc/${other}/stat`)).toThrow('ENOENT');
    expect(fs.existsSync(`/proc/${process.pid}/stat`)).toBe(true);
  }
  undo();
  expect(process.kill(other, 0)).toBe(true);
});

it('the second side has another name and another boot, and the first has its own', async () => {
  const [host, boot] = [hostname(), isLinux ? readFileSync(BOOT_ID, 'utf8') : ''];
  undo = actAsHost({ mount: 'A', registry });
  expect(os.hostname()).toBe(host);
  undo();
  undo = actAsHost({ mount: 'B', registry });
  expect([os.hostname(), hostname()]).toEqual([`${host}-b`, `${host}-b`]);
  if (!isLinux) return;
  expect(readFileSync(BOOT_ID, 'utf8')).not.toBe(boot);
  expect(await fs.promises.readFile(BOOT_ID, 'utf8')).not.toBe(boot);
  undo();
  expect(readFileSync(BOOT_ID, 'utf8')).toBe(boot);
});

it('what a store makes of these functions works as before', async () => {
  undo = actAsHost({ mount: 'B', registry });
  expect(await promisify(fs.exists)(registry)).toBe(true);
  expect(await promisify(fs.readFile)(join(registry, 'boot-id-B'), 'utf8')).toContain('0b000000');
  expect(fs.readFileSync.name).toBe('readFileSync');
});
