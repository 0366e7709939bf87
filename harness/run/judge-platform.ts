// Judges the platform of one directory: what it really does, then a run, judged and stored as `holdfast run`
// does it. Everything is stored below `out`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveJudged } from '../../results/archive/archive.js';
import { saveCapsules } from '../../results/archive/capsule-file.js';
import { scenarios } from '../../scenarios/all-scenarios.js';
import { criteria } from '../../scenarios/criteria.js';
import { judgeRun } from '../judge/judge-run.js';
import { syncLimitOf } from '../judge/platform-syncs.js';
import { runDoctor } from '../platform/examine-platform.js';
import { executeRun } from './execute-run.js';
import type { PlatformOrder, PlatformReport } from './platform-protocol.js';

type JudgeOrder = Extract<PlatformOrder, { do: 'judge' }>;

/** Beside the run: what `holdfast doctor --json` prints. */
const doctorFile = 'doctor.json';

/** Rejects with EnvironmentError or PlatformError when nothing can be run there. */
export async function judgePlatform(
  order: JudgeOrder,
  report: (what: PlatformReport) => void,
  signal: AbortSignal,
): Promise<PlatformReport> {
  const { dir, out, profile, policy, seed, maxTimeMs } = order;
  const doctor = await runDoctor(dir);
  await writeFile(join(out, doctorFile), `${JSON.stringify(doctor, null, 2)}\n`);
  const scenariosHere = syncLimitOf(doctor.platform) === null ? order.scenarios : order.scenariosWhereLost;
  let planned = 0;
  let done = 0;
  const count = (): void => {
    done += 1;
    report({ say: 'cases', done, planned });
  };
  const { stored, status } = await executeRun(
    {
      strategies: order.strategies.map((reference) => ({ reference, selected: true })),
      scenarios: scenariosHere,
      profile,
      policy,
      seed,
      recorder: 'node',
      dir,
      out,
      required: [],
      maxTimeMs,
      shard: null,
      continues: null,
      // Another mount is another platform: what was caught elsewhere says nothing here.
      freshCanaries: true,
    },
    {
      planned: (cases) => {
        planned = cases.length;
      },
      started: () => {},
      finished: count,
      skipped: count,
      warning: () => {},
    },
    signal,
  );
  await saveCapsules(out, stored);
  await saveJudged(out, judgeRun(stored, { scenarios, criteria }, policy));
  const fewer = scenariosHere.length < order.scenarios.length;
  return { say: 'judged', status, ...(fewer ? { onlyScenarios: scenariosHere.length } : {}) };
}
