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
  const { tasks, ...unknownFields } = copyOfMapping(rest, null) as Pick<TaskFile, 'tasks'>;
  return { version, rev: 0, updated_at: '', tasks, ...unknownFields };
}

/** Of a list or mapping that is being copied; told in words only where something is refused. */
interface Place {
  in: Place | null;
  key: string | number;
  depth: number;
}

function copyOf(value: unknown, within: Place | null, key: string | number): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object':
      break;
    default:
      throw refuse(
        `${pathTo(within, key)} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`,
      );
  }
  if (value === null) {
    return null;
  }
  const place: Place = { in: within, key, depth: (within?.depth ?? 0) + 1 };
  if (place.depth === DEPTH_MAX) {
    const path = pathTo(within, key).slice(0, 60);
    throw refuse(`${path}… is nested more than ${DEPTH_MAX} levels deep, or contains itself`);
  }
  return Array.isArray(value) ? copyOfList(value, place) : copyOfMapping(value, place);
}

function copyOfList(list: readonly unknown[], place: Place): unknown[] {
  const copy: unknown[] = [];
  // By index, because holes count as undefined.
  for (let index = 0; index < list.length; index += 1) copy.push(copyOf(list[index], place, index));
  return copy;
}

function copyOfMapping(value: object, place: Place | null): Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    const path = place === null ? 'document' : pathTo(place.in, place.key);
    throw refuse(`${path} is an instance of ${nameOf(prototype)}; only plain data can be kept`);
  }
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const kept = copyOf(item, place, key);
    // Assigning to __proto__ would change the prototype.
    if (key !== '__proto__') copy[key] = kept;
    else
      Object.defineProperty(copy, key, { value: kept, configurable: true, enumerable: true, writable: true });
  }
  return copy;
}

function pathTo(within: Place | null, key: string | number): string {
  const before = within === null ? 'document' : pathTo(within.in, within.key);
  return typeof key === 'number' ? `${before}[${key}]` : `${before}.${key}`;
}

function nameOf(prototype: unknown): string {
  const owner = isMapping(prototype) ? prototype.constructor : undefined;
  return typeof owner === 'function' && owner.name !== '' ? owner.name : 'a class';
}

function refuse(problem: string): StoreError {
  return new StoreError('INVALID_ARGUMENT', `Not written: ${problem}`);
}
