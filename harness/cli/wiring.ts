// The one place where the command line is given the real parts of the harness. Each part is imported when it
// is first used, so that `--version` and a typo answer at once and a broken part breaks only its own command.
import { readFile } from 'node:fs/promises';
import { reporters } from '../../reports/registry.js';
import type { ArchivedRun } from '../../results/archive.js';
import { strategies } from '../../strategies/registry.js';
import { holdfastVersion } from '../version.js';
import { openingComment } from './opening-comment.js';
import type { Comparison, DoctorReport, Ports, StoredRun } from './ports.js';

export function harnessPorts(): Ports {
  return {
    version: holdfastVersion,
    strategies,
    importModule: (url) => import(url),
    strategyNotes: async (id) => openingComment(await strategySource(id)),
    catalogue: async () => ({
      scenarios: (await import('../../scenarios/registry.js')).scenarios,
      criteria: (await import('../../scenarios/criteria.js')).criteria,
    }),
    reporters: Object.fromEntries(
      Object.entries(reporters).map(([id, load]) => [id, async () => ({ default: await load() })]),
    ),
    executeRun: async (...request) => (await import('../run.js')).executeRun(...request),
    judgeRun: async (stored, catalogue, policy) =>
      (await import('../judge/judge-run.js')).judgeRun(archived(stored), catalogue, policy),
    readRun: async (path) => (await archive()).readRun(path),
    readJudged: async (path) => (await archive()).readJudged(path),
    saveRun: async (dir, stored) => (await archive()).storeRun(dir, archived(stored)),
    saveJudged: async (dir, judged) => (await archive()).saveJudged(dir, judged),
    groupByPlatform: async (runs) => (await import('../../results/merging.js')).groupByPlatform(runs.map(archived)),
    mergeRuns: async (runs) => (await import('../../results/merging.js')).mergeRuns(runs.map(archived)),
    compareRuns: async (judged, base) =>
      (await import('../../results/comparison.js')).compareRuns(judged, base ?? undefined),
    renderComparison: async (format, comparison, options) => {
      const { comparisonReporters } = await import('../../reports/registry.js');
      return (await comparisonReporters[format]()).render(await compared(comparison), options);
    },
    githubAnnotations: async (judged) =>
      (await import('../../reports/annotations.js')).annotations(judged).join('\n'),
    runDoctor: examine,
  };
}

async function examine(dir: string): Promise<DoctorReport> {
  const { runDoctor } = await import('../platform/doctor.js');
  const { probes, ...report } = await runDoctor(dir);
  return {
    ...report,
    probes: probes.map(({ expected, ...probe }) => ({
      ...probe,
      ...(expected === undefined ? {} : { expected: `${expected.outcome} (${expected.source})` }),
    })),
  };
}

const archive = () => import('../../results/archive.js');

/** The command line hands runs on without looking into them; what it hands on came from the archive or the engine. */
function archived(stored: StoredRun): ArchivedRun {
  if (!isArchived(stored)) throw new TypeError('a run without its cases was handed on');
  return stored;
}

function isArchived(stored: StoredRun): stored is ArchivedRun {
  return 'cases' in stored;
}

type FullComparison = import('../../results/comparison.js').Comparison;

async function compared(comparison: Comparison): Promise<FullComparison> {
  if (!isFull(comparison)) throw new TypeError('a comparison without its rows was handed on');
  return await Promise.resolve(comparison);
}

function isFull(comparison: Comparison): comparison is FullComparison {
  return 'decisions' in comparison;
}

/** Canaries have a folder of their own; compiled files keep their opening comment. */
async function strategySource(id: string): Promise<string> {
  const at = (folder: string) => readFile(new URL(`../../strategies/${folder}${id}.js`, import.meta.url), 'utf8');
  return await at('').catch(() => at('canaries/'));
}
