// Errors for a person: what was wrong, where, and what to do, never a stack trace unless asked for.
// Everything that reaches the edge of the program is described by `describeError`.
import { ArchiveError } from '../../results/archive/archive-error.js';
import { MergeError } from '../../results/archive/merge-error.js';
import { ComparisonError } from '../../results/verdicts/comparison-error.js';
import { machineFault } from '../processes/machine-faults.js';
import { PlatformError } from '../processes/platform-error.js';
import { EnvironmentError, ResumeError } from '../run/run-contract.js';
import { type ExitCode, exitCode } from './exit-code.js';

export interface CliComplaint {
  /** What was wrong, in one sentence without a full stop. */
  what: string;
  /** The flag, argument or file it is about. */
  where?: string;
  /** What to do about it; several lines allowed. */
  remedy: string;
  cause?: unknown;
}

/** A complaint with the exit code it ends the program with. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly where: string | null;
  readonly remedy: string;

  constructor(code: ExitCode, complaint: CliComplaint) {
    super(complaint.what, { cause: complaint.cause });
    this.exitCode = code;
    this.where = complaint.where ?? null;
    this.remedy = complaint.remedy;
  }
}

/** The command line or the configuration is wrong: exit code 2. */
export function usageError(complaint: CliComplaint): CliError {
  return new CliError(exitCode.usage, complaint);
}

/** The machine doesn't allow what was asked for: exit code 4. */
export function environmentError(complaint: CliComplaint): CliError {
  return new CliError(exitCode.environment, complaint);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a Node or domain error, or null. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Text for stderr (with a final newline) and the exit code. */
export function describeError(error: unknown, verbose: boolean): { text: string; exitCode: ExitCode } {
  const stack = verbose && error instanceof Error && error.stack !== undefined ? `${stackOf(error)}\n` : '';
  if (error instanceof CliError) {
    const where = error.where === null ? '' : `  where: ${error.where}\n`;
    const remedy = `  to do: ${error.remedy.split('\n').join('\n         ')}\n`;
    return { text: `error: ${error.message}\n${where}${remedy}${stack}`, exitCode: error.exitCode };
  }
  if (error instanceof EnvironmentError) {
    const hint = '  to do: see what this machine offers with: holdfast doctor\n';
    return {
      text: `error: ${error.message} (${error.code})\n${hint}${stack}`,
      exitCode: exitCode.environment,
    };
  }
  if (error instanceof PlatformError) {
    return describeError(
      environmentError({ what: error.message, remedy: error.remedy, cause: error }),
      verbose,
    );
  }
  if (error instanceof ResumeError) {
    const what = `the run can't be continued: ${error.message}`;
    return describeError(
      usageError({ what, remedy: 'run it anew, into another --out', cause: error }),
      verbose,
    );
  }
  const known = knownExitCode(error);
  if (known !== null) return { text: `error: ${messageOf(error)}\n${stack}`, exitCode: known };
  const fault = machineFault(codeOf(error));
  if (fault !== null) {
    const what = `${fault.meaning}: ${messageOf(error)}`;
    const { text } = describeError(environmentError({ what, remedy: fault.remedy, cause: error }), verbose);
    return { text, exitCode: exitCode.environment };
  }
  const hint = verbose ? '' : '  to do: run again with --verbose for the stack trace, and report it\n';
  return {
    text: `error: holdfast itself failed: ${messageOf(error)}\n${hint}${stack}`,
    exitCode: exitCode.environment,
  };
}

/**
 * Errors about stored runs carry their remedy in the message; only a refusing disk is not the caller's
 * mistake.
 */
function knownExitCode(error: unknown): ExitCode | null {
  if (error instanceof ArchiveError) {
    return error.code === 'UNWRITABLE' ? exitCode.environment : exitCode.usage;
  }
  return error instanceof MergeError || error instanceof ComparisonError ? exitCode.usage : null;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own;
}
