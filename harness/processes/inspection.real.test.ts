// Which child waits for a debugger, and that no time limit ends a run that is inspected. The debugger itself is
// not attached: its port may be in use.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { forkEntry } from './fork.js';
import { inspectionFlags } from './inspection.js';

afterEach(() => vi.unstubAllEnvs());

test('the first child of the named entry waits, and no other', () => {
  expect(inspectionFlags('/x/host-entry.js')).toEqual([]);
  vi.stubEnv('HOLDFAST_INSPECT', 'host-entry');
  expect(inspectionFlags('/x/process-entry.js')).toEqual([]);
  expect(inspectionFlags('/x/host-entry.js')).toEqual(['--inspect-brk']);
  expect(inspectionFlags('/x/host-entry.js')).toEqual([]);
});

test.each([
  ['', { type: 'overdue', msMax: 100 }],
  ['host-entry', { type: 'killed', signal: 'SIGKILL' }],
])('with HOLDFAST_INSPECT=%j a child that takes longer than its limit ends as %j', async (entry, ending) => {
  vi.stubEnv('HOLDFAST_INSPECT', entry);
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-inspection-'));
  const file = join(folder, 'program.mjs');
  writeFileSync(file, 'setInterval(() => {}, 1000);');
  const child = forkEntry(pathToFileURL(file), { registerProcess: null, msMax: 100 });
  await sleep(400);
  child.kill();
  expect(await child.ended).toMatchObject(ending);
  rmSync(folder, { recursive: true });
});
