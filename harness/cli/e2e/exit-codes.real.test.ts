// Each exit code from a real process, on the cheapest way to it: stored runs, a typo, a place that can't be.
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveJudged, storeRun } from '../../../results/archive/archive.js';
import { judgedRun } from '../../../results/testing/judged-fixture.js';
import { caseOf, runOf } from '../../../results/testing/run-fixture.js';
import { memoryPlace } from '../../processes/testing/memory-place.js';
import { exitCode } from '../exit-code.js';
import { Workbench } from './workbench.js';

const bench = new Workbench({ place: memoryPlace });
beforeAll(async () => {
  for (const id of ['known', 'nothing', 'interrupted']) {
    await storeRun(bench.path(id), runOf([caseOf('flock', 'round-trip', 'single')], { id }));
  }
  await saveJudged(bench.path('known'), judgedRun());
  mkdirSync(bench.path('worse'));
  const noGo = judgedRun().strategies.map((one) => ({ ...one, decision: 'NO-GO' as const }));
  await saveJudged(bench.path('worse'), { ...judgedRun(), runId: 'worse', strategies: noGo });
  writeFileSync(bench.path('a-file'), '');
});
afterAll(() => bench.remove());

test.concurrent.each<[keyof typeof exitCode, string[]]>([
  ['go', ['report', 'known']],
  ['noGo', ['compare', 'known', 'worse', '--fail-on', 'no-go']],
  ['usage', ['run', '--profile', 'quik']],
  ['inconclusive', ['judge', 'nothing']],
  ['environment', ['doctor', '--dir', 'a-file']],
])('%s: %j', async (name, argv) => {
  const { code, err } = await bench.run(...argv);
  expect(code, err).toBe(exitCode[name]);
  expect(err).not.toContain('    at ');
});

test.runIf(process.platform !== 'win32')('interrupted: doctor, which leaves nothing', async () => {
  const started = bench.start(['doctor', '--dir', 'work']);
  // Its probing processes are there: it is at work.
  while (!bench.processes().some(({ command }) => command.includes('probe-entry'))) {
    if (started.child.exitCode !== null) throw new Error((await started.ended).err);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  started.signal('SIGINT', true);
  expect((await started.ended).code).toBe(exitCode.interrupted);
  expect(bench.names()).not.toContain('work');
  expect(await bench.processesAfter(10_000)).toEqual([]);
});
