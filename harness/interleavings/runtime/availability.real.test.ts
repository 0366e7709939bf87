// Where schedules can be run: here, and not where no named pipe can be made.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runtimeUnavailability } from './availability.js';
import { inDirectory } from './testing/on-runtime.js';

it('here they can, and trying leaves nothing', async () => {
  await inDirectory(async (directory) => {
    expect(await runtimeUnavailability(directory)).toBeNull();
    expect(readdirSync(directory)).toEqual([]);
  });
});

it('not on Windows', async () => {
  await inDirectory(async (directory) => {
    expect(await runtimeUnavailability(directory, 'win32')).toMatchObject({
      reason: expect.stringContaining('named pipes'),
      remedy: expect.stringContaining('Linux'),
    });
  });
});

it('not where no pipe can be made', async () => {
  await inDirectory(async (directory) => {
    const { reason } = (await runtimeUnavailability(join(directory, 'missing'))) ?? {};
    expect(reason).toMatch(/mkfifo.*missing/s);
  });
});

it('not without mkfifo(1)', async () => {
  await inDirectory(async (directory) => {
    const path = process.env.PATH;
    process.env.PATH = directory;
    try {
      expect((await runtimeUnavailability(directory))?.reason).toMatch(/ENOENT/);
    } finally {
      process.env.PATH = path;
    }
  });
});
