// Ctrl-C during `run`: what is saved, what is told, and how it ends.
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';

const benches: CliBench[] = [];

function bench(script: ScriptedAnswers = {}): CliBench {
  const made = new CliBench(script);
  benches.push(made);
  return made;
}

afterEach(() => {
  for (const made of benches.splice(0)) made.remove();
});

const noGo = { exitCode: 1, decision: 'NO-GO' } as const;

describe('Ctrl-C', () => {
  test('saves, tells what there is, says how to go on, exits 130', async () => {
    const cli: CliBench = bench({ onCase: (index) => void (index === 1 && cli.signal()) });
    const { code, out, err } = await cli.run('run', '--strategy', 'flock', '--seed', '5', '--out', 'cut');
    expect(code).toBe(130);
    expect(out).toContain('console report of fresh');
    expect(JSON.parse(cli.read('cut', 'judged.json'))).toMatchObject({ status: 'interrupted' });
    expect(err).toContain('SIGINT: saving what is finished');
    expect(err).toContain('1 of 4 cases were run');
    expect(err).toContain(`to go on:\n  holdfast run --resume ${cli.path('cut')}\n`);
    expect(cli.exits).toEqual([]);
    expect(cli.idle).toBe(true);
  });

  test('a second one ends at once', async () => {
    const cli: CliBench = bench({
      onCase: (index) => {
        if (index !== 1) return;
        cli.signal('SIGTERM');
        expect(cli.exits).toEqual([]);
        cli.signal();
      },
    });
    await cli.run('run', '--strategy', 'flock');
    expect(cli.exits).toEqual([130]);
  });

  test('an interrupted run that had found a failure is still 130', async () => {
    const cli: CliBench = bench({ judged: noGo, onCase: (index) => void (index === 2 && cli.signal()) });
    expect((await cli.run('run')).code).toBe(130);
    expect(existsSync(cli.path('results/runs'))).toBe(true);
  });
});
