// What `holdfast` alone says: it leads from what there is to what can be done, and every command that it
// names is one.
import { utimesSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { CliBench } from './testing/cli-bench.js';
import { runOf } from './testing/run-samples.js';

let bench = new CliBench();
afterEach(() => bench.remove());

async function commands(): Promise<string[]> {
  const { code, out, err } = await bench.run();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return [...out.matchAll(/^ {2}holdfast (\S+(?: \S+)?) /gm)].map(([, command = '']) => command.trim());
}

test('nothing is here: init, and a look at a counterexample', async () => {
  bench = new CliBench();
  expect(await commands()).toEqual(expect.arrayContaining(['init', 'try no-lock', 'doctor', '--help']));
});

test('with a configuration and runs: run, and the newest of them', async () => {
  bench = new CliBench();
  bench.write('holdfast.config.yaml', 'profile: quick');
  for (const [at, id] of ['new', 'old'].entries()) {
    bench.store(`results/runs/${id}`, runOf({ id }));
    utimesSync(bench.path('results', 'runs', id, 'run.json'), 1000 - at, 1000 - at);
  }
  expect(await commands()).toEqual(['run', 'report', 'doctor', '--help']);
  expect((await bench.run()).out).toContain('results/runs/new');
});

test.each(['bash', 'zsh', 'fish'])('completion for %s knows commands, flags and ids', async (shell) => {
  bench = new CliBench();
  const { code, out } = await bench.run('completion', shell);
  expect(code).toBe(0);
  for (const word of ['explore', 'preemptions', 'flock-eager', 'json']) expect(out).toContain(word);
});

test('another shell is a usage error', async () => {
  bench = new CliBench();
  expect(await bench.run('completion', 'fsh')).toMatchObject({
    code: 2,
    err: expect.stringContaining('fish'),
  });
});
