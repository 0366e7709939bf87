// The exit codes of the command line, in one place, and how the endings of a run map to them.
// Scripts rely on them: a number never changes its meaning.
import type { Judged } from '../../results/verdicts/judged.js';

export const exitCode = {
  go: 0,
  /** NO-GO, or a regression that --fail-on names. */
  noGo: 1,
  /** A wrong command line or configuration: nothing was run. */
  usage: 2,
  inconclusive: 3,
  /** The harness or the environment failed: nothing can be said about a strategy. */
  environment: 4,
  /** Ctrl-C, SIGTERM or SIGHUP; what had finished is saved. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/**
 * A judged run's own code, except that an inconclusive run with cases in which the harness itself failed is
 * the harness's fault (4), not a property of the strategies (3). Failures with a witness stand.
 */
export function exitCodeOf(judged: Pick<Judged, 'exitCode' | 'cases'>): ExitCode {
  const faulted = judged.cases.some((entry) => entry.state.type === 'faulted');
  return judged.exitCode === exitCode.inconclusive && faulted ? exitCode.environment : judged.exitCode;
}

const severity: readonly ExitCode[] = [0, 3, 4, 1, 2, 130];

/** Of several: something that failed with a witness outranks a broken harness, which outranks not knowing. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce((worst, code) => (severity.indexOf(code) > severity.indexOf(worst) ? code : worst), 0);
}
