// Takes over the document that a caller wants written: makes a deep copy, so that later changes by the caller
// reach neither the disk nor the result, and accepts only data that a file gives back unchanged. Anything
// else is refused with its path. Properties that are undefined are left out, as in JSON.
import { StoreError, type TaskFile } from './strategy.js';
import { describe, isMapping, SUPPORTED_VERSION, tasksFlaw } from './task-file-rules.js';

/** Deeper data could be written, but reading it again might overflow the parser's stack. */
const DEPTH_MAX = 100;

/**
 * A task file ready to be stamped: `rev` and `updated_at` are placeholders.
 * @throws StoreError INVALID_ARGUMENT naming the path of what can't be kept
 */
export function takeTaskFile(next: unknown): TaskFile {
  if (!isMapping(next)) {
    throw refuse(`what to write is ${describe(next)} instead of a task file`);
  }
  const { version, rev: _rev, updated_at: _updatedAt, ...rest } = next;
  if (version !== SUPPORTED_VERSION) {
    throw refuse(`version is ${describe(version)} instead of ${SUPPORTED_VERSION}`);
  }
  const flaw = tasksFlaw(rest.tasks);
  if (flaw !== null) {
    throw refuse(flaw.problem);
  }
  const { tasks, ...unknownFields } = copyOf(rest, 'document', 0) as Pick<TaskFile, 'tasks'>;
  return { version, rev: 0, updated_at: '', tasks, ...unknownFields };
}

function copyOf(value: unknown, path: string, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object':
      break;
    default:
      throw refuse(`${path} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`);
  }
  if (value === null) {
    return null;
  }
  if (depth === DEPTH_MAX) {
    throw refuse(`${path.slice(0, 60)}… is nested more than ${DEPTH_MAX} levels deep, or contains itself`);
  }
  if (Array.isArray(value)) {
    return Array.from(value, (item, index) => copyOf(item, `${path}[${index}]`, depth + 1));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw refuse(`${path} is an instance of ${nameOf(prototype)}; only plain data can be kept`);
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, copyOf(item, `${path}.${key}`, depth + 1)]));
}

function nameOf(prototype: unknown): string {
  const owner = isMapping(prototype) ? prototype.constructor : undefined;
  return typeof owner === 'function' && owner.name !== '' ? owner.name : 'a class';
}

function refuse(problem: string): StoreError {
  return new StoreError('INVALID_ARGUMENT', `Not written: ${problem}`);
}
