// Errors as node:fs throws them (code, errno, syscall, path, dest): for injected faults, and for calls of
// several steps whose failing step has another syscall name than the function that was called.
import { getSystemErrorMap } from 'node:util';

export interface SystemErrorDetails {
  syscall: string;
  path?: string | undefined;
  dest?: string | undefined;
}

/** An unknown code gets errno 0 and its own name as description. */
export function systemError(code: string, details: SystemErrorDetails): NodeJS.ErrnoException {
  const [errno, description] = numberOf(code);
  const paths =
    details.path === undefined ? '' : ` '${details.path}'${details.dest ? ` -> '${details.dest}'` : ''}`;
  return Object.assign(new Error(`${code}: ${description}, ${details.syscall}${paths}`), {
    errno,
    code,
    syscall: details.syscall,
    ...(details.path === undefined ? {} : { path: details.path }),
    ...(details.dest === undefined ? {} : { dest: details.dest }),
  });
}

/** The errno code of anything thrown, or null. */
export function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : null;
}

function numberOf(code: string): [number, string] {
  for (const [errno, [name, description]] of getSystemErrorMap()) {
    if (name === code) return [errno, description];
  }
  return [0, code];
}
