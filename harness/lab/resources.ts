// What this process holds: open descriptors, and memory that survives a garbage collection.
import v8 from 'node:v8';
import vm from 'node:vm';
import { openDescriptors } from '../crash/recovery/open-descriptors.js';

export interface Resources {
  /** null where the system doesn't tell. */
  descriptors: number | null;
  heapBytes: number;
}

let collect: (() => void) | null = null;

export function resources(): Resources {
  collect ??= garbageCollector();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return { descriptors: openDescriptors(), heapBytes: heapUsed + external };
}

function garbageCollector(): () => void {
  v8.setFlagsFromString('--expose-gc');
  const collector: unknown = vm.runInNewContext('gc');
  v8.setFlagsFromString('--no-expose-gc');
  return typeof collector === 'function' ? () => void collector() : () => {};
}
