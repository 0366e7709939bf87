// Workflow commands that GitHub shows beside a run: an error for each strategy that had to be GO and isn't, a
// warning for whatever is unknown or limits the run. A strategy that was given by its path is shown at that file.
// GitHub shows ten of each kind and drops the rest silently, so the tenth says how many more there are.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { plainText } from '../text/plain-text.js';
import { isHeldTo, proofsOf, subjectsOf } from './overview.js';

/** GitHub's limit for each kind in one step. */
const eachMax = 10;

interface Note {
  /** Relative to the workspace, with slashes; absent: of no file there. */
  file?: string;
  title: string;
  message: string;
}

/**
 * Finished lines for stdout: at most ten `::error …`, then at most ten `::warning …`. Modules are named by their
 * paths from the workspace.
 */
export function annotations(judged: Judged): string[] {
  const isRefused = ({ id, decision }: JudgedStrategy): boolean =>
    decision === 'NO-GO' || (decision === 'PARTIAL' && judged.config.required.includes(id));
  const subjects = subjectsOf(judged).filter((one) => isHeldTo(judged, one));
  const errors = subjects.filter(isRefused).map(noteOn);
  const unsure = subjects
    .filter((one) => !isRefused(one) && one.decision !== 'GO' && one.decision !== 'N/A')
    .map(noteOn);
  const missed = judged.canaries
    .filter(({ caught }) => caught === false)
    .map(({ id, scenario, scope, by }) => ({
      title: `${scenario} missed the canary ${id}`,
      message: `Its passes in scope ${scope} count as unknown: ${by}`,
    }));
  const general = judged.warnings.map((message) => ({ title: 'Holdfast', message }));
  return [...commands('error', errors), ...commands('warning', [...missed, ...unsure, ...general])];
}

function noteOn(strategy: JudgedStrategy): Note {
  const { id, decision, reason, module } = strategy;
  const evidence = proofsOf(strategy)[0]?.evidence;
  const proof = evidence ? ` ${evidence.anomaly}: ${evidence.description}` : '';
  const file = module === undefined ? null : fileInWorkspace(module);
  return {
    ...(file === null ? {} : { file }),
    title: `${id} is ${decision}`,
    message: `${reason.replace(/\.$/, '')}.${proof}`,
  };
}

/** null: it lies elsewhere, where GitHub has nothing to show. */
function fileInWorkspace(module: string): string | null {
  const path = module.replaceAll('\\', '/');
  return path.startsWith('./') ? path.slice(2) : null;
}

function commands(kind: 'error' | 'warning', notes: readonly Note[]): string[] {
  const hidden = notes.length - eachMax;
  const shown =
    hidden > 0
      ? [...notes.slice(0, eachMax - 1), { title: 'Holdfast', message: `${hidden + 1} more: see the report` }]
      : notes;
  return shown.map(({ file, title, message }) => {
    const place = file === undefined ? '' : `file=${property(file)},line=1,`;
    return `::${kind} ${place}title=${property(title)}::${data(message)}`;
  });
}

// As in @actions/core: `%` first, or the escapes themselves would be escaped.
const data = (text: string): string =>
  plainText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
