// Of the children of a process, HOLDFAST_INSPECT=host-entry lets the first that runs this entry wait for a
// debugger on Node's port, 9229, before its first line; later ones run without. A stop at a breakpoint may
// take long, so the time limits of all children are off meanwhile.
import { basename } from 'node:path';

const VARIABLE = 'HOLDFAST_INSPECT';

let inspected = false;

/** Flags for Node to run this file. */
export function inspectionFlags(entryPath: string): readonly string[] {
  if (inspected || process.env[VARIABLE] !== basename(entryPath, '.js')) return [];
  inspected = true;
  return ['--inspect-brk'];
}

/** false in a run that is inspected, also in its children, which inherit the variable. */
export function timeLimitsHold(): boolean {
  return (process.env[VARIABLE] ?? '') === '';
}
