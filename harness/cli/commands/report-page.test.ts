// The report as a page: written by whatever judges, opened only when asked, and never a reason to fail.
import { mkdirSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { CliBench, type ScriptedAnswers } from '../testing/cli-bench.js';
import { judgedOf, platform, runOf } from '../testing/run-samples.js';

const benches: CliBench[] = [];
function bench(script: ScriptedAnswers = {}): CliBench {
  const cli = new CliBench(script);
  benches.push(cli);
  cli.store('one', runOf({ id: 'one' }), judgedOf(runOf({ id: 'one' })));
  cli.store('two', runOf({ id: 'two' }));
  return cli;
}
afterEach(() => {
  for (const cli of benches.splice(0)) cli.remove();
});

test.each([
  [['run', '--out', 'fresh'], 'fresh'],
  [['judge', 'one'], 'one'],
  [['merge', 'one', 'two', '--out', 'fresh'], 'fresh'],
])('%j writes it beside judged.json, says where, and opens nothing', async (argv, dir) => {
  const cli = bench();
  const { code, err } = await cli.run(...argv);
  expect(code).toBe(0);
  expect(cli.read(dir, 'report.html')).toContain('html report of ');
  expect(err).toContain(`the report as a page: ${dir}/report.html\n`);
  expect(cli.opened).toEqual([]);
});

describe('--open', () => {
  test.each([
    [['run', '--out', 'fresh', '--open'], 'fresh/report.html'],
    [['judge', 'one', '--open'], 'one/report.html'],
    [['report', 'one', '--open'], 'one/report.html'],
    [['report', 'one', '--reporter', 'html=a/b.html', '--open'], 'a/b.html'],
    [['compare', 'one', 'two', '--reporter', 'html=c.html', '--open'], 'c.html'],
    [['merge', 'one', 'two', '--out', 'whole', '--open'], 'whole/report.html'],
  ])('%j opens %s', async (argv, page) => {
    const cli = bench();
    const { code, err } = await cli.run(...argv);
    expect(code).toBe(0);
    expect(cli.opened).toEqual([cli.path(page)]);
    expect(cli.read(page)).toMatch(/html/);
    expect(err).toContain(`opened ${cli.path(page)}`);
  });

  test('of several platforms, their comparison', async () => {
    const cli = bench();
    cli.store('mac', runOf({ id: 'mac', platform: { ...platform, id: 'darwin-arm64' } }));
    await cli.run('merge', 'one', 'mac', '--out', 'all', '--open');
    expect(cli.opened).toEqual([cli.path('all/comparison.html')]);
    expect(cli.read('all/comparison.html')).toContain('comparison html');
  });

  test('without an opener is a sentence with the path, and no error', async () => {
    const cli = bench({ noDisplay: 'there is no display' });
    const { code, err } = await cli.run('report', 'one', '--open');
    expect(code).toBe(0);
    expect(err).toContain(
      `not opened, because there is no display: open ${cli.path('one/report.html')} yourself`,
    );
  });

  test.each([
    [['report', '-', '--open']],
    [['report', 'one', '--strategy', 'flock', '--open']],
    [['report', 'one', '--reporter', 'html=-', '--open']],
    [['compare', 'one', 'two', '--open']],
  ])('%j knows no page, and says how to name one', async (argv) => {
    const { code, err } = await bench().run(...argv);
    expect(code).toBe(2);
    expect(err).toContain('--reporter html=FILE --open');
  });
});

test('a page that can’t be written is a warning: the verdict stands', async () => {
  const cli = bench();
  mkdirSync(cli.path('one/report.html'));
  const { code, out, err } = await cli.run('judge', 'one');
  expect({ code, out }).toEqual({ code: 0, out: 'console report of one: GO color=false\n' });
  expect(err).toContain('warning: the page was not written: ');
});
