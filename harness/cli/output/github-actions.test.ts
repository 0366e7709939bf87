// What a run tells GitHub Actions: files as seen from the workspace, capsules as seen from where the step works.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { annotations } from '../../../reports/run/annotations.js';
import githubReporter from '../../../reports/run/github.js';
import { judgedRun } from '../../../results/testing/judged-fixture.js';
import type { CommandContext } from '../context.js';
import type { Ports } from '../ports.js';
import { tellGithub } from './github-actions.js';

const workspace = mkdtempSync(join(tmpdir(), 'holdfast-workspace-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));
const summary = join(workspace, 'summary.md');
const project = join(workspace, 'packages', 'mine');

/** A run of m03, whose module lies in the project, which is not the workspace. */
async function told(env: Record<string, string>): Promise<string[]> {
  const lines: string[] = [];
  const ports: Partial<Ports> = {
    reporters: { github: () => Promise.resolve(githubReporter) },
    githubAnnotations: (judged) => Promise.resolve(annotations(judged)),
  };
  const context = {
    ports,
    io: { cwd: project, env },
    command: (line: string) => lines.push(line),
  } as unknown as CommandContext;
  const [m03] = judgedRun().strategies;
  if (m03 === undefined) throw new Error('the fixture has strategies');
  const module = pathToFileURL(join(project, 'store.mjs')).href;
  const config = { ...judgedRun().config, required: ['m03'] };
  const judged = judgedRun({ strategies: [{ ...m03, module }], config });
  await tellGithub(judged, join(project, 'results', 'runs', 'ci'), context);
  return lines;
}

test('nothing where there is no GitHub', async () => {
  expect(await told({})).toEqual([]);
});

test('an annotation names the file from the workspace, the summary a command for the step', async () => {
  const lines = await told({ GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: workspace });
  expect(lines[0]).toMatch(/^::error file=packages\/mine\/store\.mjs,line=1,title=m03 is NO-GO::/);
  expect(readFileSync(summary, 'utf8')).toMatch(
    /^npx holdfast replay results\/runs\/ci\/capsules\/\S+ --strategy \.\/store\.mjs$/m,
  );
});
