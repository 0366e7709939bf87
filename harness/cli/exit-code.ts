// The exit codes of the command line, in one place, and how the endings of a run map to them.
// Scripts rely on them: a number never changes its meaning.
import type { Judged } from '../../results/verdicts/judged.js';

export const exitCode = {
  go: 0,
  noGo: 1,
  usage: 2,
  inconclusive: 3,
  environment: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What each means, in the words of docs/command-line.md. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCode, string>> = {
  go: 'GO',
  noGo: 'NO-GO, a regression that `--fail-on` names, or a threshold that fails',
  usage: 'usage: wrong command line or configuration, nothing was run',
  inconclusive: 'INCONCLUSIVE: nothing failed, something is unknown, or a canary was missed',
  environment: 'the harness or the environment failed',
  interrupted: 'interrupted: Ctrl-C, SIGTERM or SIGHUP; what had finished is saved',
};

/** A line for each, for the help of a command that may end with any of them. */
export function exitCodesInHelp(): string {
  const names = Object.keys(exitCode) as (keyof typeof exitCode)[];
  return names.map((name) => `  ${String(exitCode[name]).padEnd(4)} ${exitCodeMeanings[name]}`).join('\n');
}

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
