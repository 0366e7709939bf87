// Workflow commands that GitHub shows beside a run: an error for each strategy that had to be GO and isn't, a
// warning for whatever is unknown or limits the run. GitHub shows ten of each kind and drops the rest silently,
// so the tenth says how many more there are.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { plainText } from '../text/plain-text.js';
import { proofsOf, subjectsOf } from './overview.js';

/** GitHub's limit for each kind in one step. */
const eachMax = 10;

interface Note {
  title: string;
  message: string;
}

/** Finished lines for stdout: at most ten `::error …`, then at most ten `::warning …`. */
export function annotations(judged: Judged): string[] {
  const subjects = subjectsOf(judged).filter((one) => counts(judged, one));
  const errors = subjects.filter(({ decision }) => decision === 'NO-GO').map(noteOn);
  const unsure = subjects
    .filter(({ decision }) => decision === 'PARTIAL' || decision === 'INCONCLUSIVE')
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

/** A baseline that fails is no news; a required strategy is, whatever its role. */
function counts({ config }: Judged, { id, role }: JudgedStrategy): boolean {
  return role === 'candidate' || config.required.includes(id);
}

function noteOn(strategy: JudgedStrategy): Note {
  const { id, decision, reason } = strategy;
  const evidence = proofsOf(strategy)[0]?.evidence;
  const proof = evidence ? ` ${evidence.anomaly}: ${evidence.description}` : '';
  return { title: `${id} is ${decision}`, message: `${reason.replace(/\.$/, '')}.${proof}` };
}

function commands(kind: 'error' | 'warning', notes: readonly Note[]): string[] {
  const hidden = notes.length - eachMax;
  const shown =
    hidden > 0
      ? [...notes.slice(0, eachMax - 1), { title: 'Holdfast', message: `${hidden + 1} more: see the report` }]
      : notes;
  return shown.map(({ title, message }) => `::${kind} title=${property(title)}::${data(message)}`);
}

// As in @actions/core: `%` first, or the escapes themselves would be escaped.
const data = (text: string): string =>
  plainText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
