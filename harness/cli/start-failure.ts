// What is said when the command could not even begin (it was not loaded, or has no working directory), and when an
// error has escaped everything else: never a raw stack, and never the exit code of a NO-GO. Loaded
// before everything else and with as few files as possible, for a lack of descriptors may be the reason.
import { errorCode } from '../processes/error-code.js';
import { machineFault } from '../processes/machine-faults.js';

/** The machine or the environment failed; `exitCode.environment`, which would have to be loaded. */
export const EXIT_CODE = 4;

type FailureMoment = 'could not start' | 'itself failed';

/** One line for what went wrong and one for what to do about it. */
export function failureText(how: FailureMoment, error: unknown, nodeOptions: string | undefined): string {
  const message = error instanceof Error ? error.message : String(error);
  const [what = ''] = message.split('\n');
  // Nothing that drives a terminal.
  const plain = what.replaceAll(/\p{C}/gu, '');
  return `error: holdfast ${how}: ${plain}\n  to do: ${remedyOf(how, error, nodeOptions)}\n`;
}

function remedyOf(how: FailureMoment, error: unknown, nodeOptions: string | undefined): string {
  const code = errorCode(error);
  if (code === 'ENOENT' && Reflect.get(Object(error), 'syscall') === 'uv_cwd') {
    return 'the working directory was deleted: change to one that exists';
  }
  const fault = machineFault(code);
  if (fault !== null) return fault.remedy;
  if (how === 'itself failed') return 'run it again with --verbose for the stack trace, and report it';
  if (nodeOptions !== undefined && nodeOptions !== '')
    return 'run it without NODE_OPTIONS, which is set here';
  return 'install the package again; if that does not help, report it';
}
