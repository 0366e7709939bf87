// The one place where the command line is given the real parts of the harness. Each part is imported when it
// is first used, so that `--version` and a typo answer at once and a broken part breaks only its own command.
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { reporters } from '../../reports/reporter-registry.js';
import type { ArchivedRun } from '../../results/archive/archive.js';
import { strategies } from '../../strategies/strategy-registry.js';
import { holdfastVersion } from '../version.js';
import { openingComment } from './output/opening-comment.js';
import type { Ports } from './ports.js';

const archive = () => import('../../results/archive/archive.js');
const merging = () => import('../../results/archive/merging.js');

export function harnessPorts(): Ports {
  return {
    version: holdfastVersion,
    strategies,
    describeModule: async (url) => (await import('../run/describe.js')).describeModule(url),
    strategySource,
    catalogue: async () => ({
      scenarios: (await import('../../scenarios/all-scenarios.js')).scenarios,
      criteria: (await import('../../scenarios/criteria.js')).criteria,
    }),
    reporters,
    fileSystemType: async (dir) =>
      (await (await import('../platform/file-system.js')).fileSystemOf(dir)).type,
    executeRun: async (...request) => (await import('../run/execute-run.js')).executeRun(...request),
    failsIn: async (...input) => {
      const { scenarios } = await import('../../scenarios/all-scenarios.js');
      return (await import('../judge/fails-in.js')).failsIn(...input, scenarios);
    },
    judgeRun: async (...input) => (await import('../judge/judge-run.js')).judgeRun(...input),
    readRun,
    readJudged: async (path) => (await archive()).readJudged(path),
    saveRun: async (dir, run) => (await archive()).storeRun(dir, run),
    saveJudged: async (dir, judged) => (await archive()).saveJudged(dir, judged),
    saveCapsules: async (dir, stored) =>
      (await import('../../results/archive/capsule-file.js')).saveCapsules(dir, stored),
    replayCapsule: async (...input) => (await import('../run/replay-here.js')).replayHere(...input),
    replayInterleaving: async (...input) =>
      (await import('../run/replay-interleaving-here.js')).replayInterleavingHere(...input),
    replayNemesis: async (...input) =>
      (await import('../run/replay-nemesis-here.js')).replayNemesisHere(...input),
    auditStrategy: async (...input) => (await import('../run/audit-strategy.js')).auditStrategy(...input),
    exploreStrategy: async (...input) =>
      (await import('../run/explore-strategy.js')).exploreStrategy(...input),
    tryStrategy: async (...input) => (await import('../run/try-strategy.js')).tryStrategy(...input),
    saveInterleavingCapsules: async (...input) =>
      (await import('../../results/archive/capsule-file.js')).saveInterleavingCapsules(...input),
    judgeDurability: async (...input) =>
      (await import('../judge/judge-durability.js')).judgeDurability(...input),
    groupByPlatform: async (runs) => (await merging()).groupByPlatform(runs),
    mergeRuns: async (runs) => (await merging()).mergeRuns(runs),
    missingCases: async (run) => (await merging()).missingCases(run),
    compareRuns: async (judged, base) =>
      (await import('../../results/verdicts/comparison.js')).compareRuns(judged, base ?? undefined),
    renderComparison: async (format, comparison, options) => {
      const { comparisonReporters } = await import('../../reports/reporter-registry.js');
      return (await comparisonReporters[format]()).render(comparison, options);
    },
    openPage: async (path) => (await import('../processes/open-in-browser.js')).openInBrowser(path),
    githubAnnotations: async (judged) =>
      (await import('../../reports/run/annotations.js')).annotations(judged),
    starterParts,
    cutPower: async (...input) => (await import('../run/cut-power-here.js')).cutPowerHere(...input),
    runDoctor: async (dir, answerMsMax) => {
      const { runDoctor } = await import('../platform/examine-platform.js');
      return runDoctor(dir, answerMsMax === null ? {} : { answerMs: answerMsMax });
    },
    labPlatforms: async (nodes) => (await import('../run/lab-platforms.js')).labPlatforms(nodes),
    runLab: async (...input) => (await import('../run/run-lab.js')).runLab(...input),
  };
}

/** A run that still says `running` is looked up: its owner may have been killed. */
async function readRun(path: string): Promise<ArchivedRun> {
  const stored = await (await archive()).readRun(path);
  const { fateOf } = await import('../processes/run-owner.js');
  return { ...stored, run: { ...stored.run, status: fateOf(stored.run) } };
}

/** A strategy's file is named by its id, in whichever folder; compiled files keep their opening comment. */
async function strategySource(id: string): Promise<{ file: string; notes: string[] }> {
  const folder = new URL('../../strategies/', import.meta.url);
  const files = await readdir(folder, { recursive: true });
  const found = files
    .map((file) => file.replaceAll('\\', '/'))
    .find((file) => posix.basename(file) === `${id}.js`);
  if (found === undefined) return { file: 'strategies/strategy-registry.ts', notes: [] };
  const compiled = await readFile(new URL(found, folder), 'utf8');
  return { file: `strategies/${found.replace(/\.js$/, '.ts')}`, notes: openingComment(compiled) };
}

/** Read from the package itself: its root is three levels above this file when it is built. */
async function starterParts(): Promise<{ store: string; addon: string }> {
  const root = new URL('../../../', import.meta.url);
  const manifest = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    optionalDependencies: { 'fs-native-extensions': string };
  };
  return {
    store: await readFile(new URL('starter/document-store.mts', root), 'utf8'),
    addon: manifest.optionalDependencies['fs-native-extensions'],
  };
}
