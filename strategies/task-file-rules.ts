// Decides whether data is a task file of version 1: a pure function from data to the first flaw. Written by
// hand, so that every refusal says where and why. The version is checked first, because a newer version may
// have changed everything else.

export const SUPPORTED_VERSION = 1;

/** Keys and indices from the document's root to the value at fault. */
export type Path = (string | number)[];

export interface Flaw {
  code: 'INVALID_DOCUMENT' | 'UNSUPPORTED_VERSION' | 'REV_OUT_OF_RANGE';
  at: Path;
  problem: string;
  /** Absent: the usual advice on damaged files. */
  remedy?: string;
}

/**
 * @param revText `rev` as spelled in the file: a value that was rounded while parsing can't be recognised
 * otherwise.
 */
export function flawOf(value: unknown, revText: string | undefined): Flaw | null {
  if (!isMapping(value)) {
    return invalid([], `the document is ${describe(value)} instead of a mapping`);
  }
  return (
    versionFlaw(value.version) ??
    revFlaw(value.rev, revText) ??
    (typeof value.updated_at === 'string'
      ? null
      : invalid(['updated_at'], `updated_at is ${describe(value.updated_at)} instead of text`)) ??
    tasksFlaw(value.tasks)
  );
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in words, for messages. */
export function describe(value: unknown): string {
  if (value === undefined) {
    return 'missing';
  }
  if (value === null) {
    return 'empty';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  switch (typeof value) {
    case 'object':
      return 'a mapping';
    case 'string':
      return `the text ${JSON.stringify(value.slice(0, 40))}`;
    default:
      return String(value);
  }
}

/** The first flaw of a list of tasks, or null; used for documents that are read and that are written. */
export function tasksFlaw(tasks: unknown): Flaw | null {
  if (!Array.isArray(tasks)) {
    return invalid(['tasks'], `tasks is ${describe(tasks)} instead of a list`);
  }
  for (const [index, task] of tasks.entries()) {
    if (!isMapping(task)) {
      return invalid(['tasks', index], `tasks[${index}] is ${describe(task)} instead of a mapping`);
    }
    if (typeof task.id !== 'string') {
      return invalid(['tasks', index, 'id'], `tasks[${index}].id is ${describe(task.id)} instead of text`);
    }
  }
  return null;
}

function versionFlaw(version: unknown): Flaw | null {
  if (version === SUPPORTED_VERSION) {
    return null;
  }
  const whole = typeof version === 'bigint' || (typeof version === 'number' && Number.isInteger(version));
  if (whole && version > SUPPORTED_VERSION) {
    return {
      code: 'UNSUPPORTED_VERSION',
      at: ['version'],
      problem: `version ${version} is newer than ${SUPPORTED_VERSION}, the newest that is understood here`,
      remedy: 'It was left untouched; open it with the newer program that wrote it',
    };
  }
  return invalid(['version'], `version is ${describe(version)} instead of ${SUPPORTED_VERSION}`);
}

function revFlaw(rev: unknown, text: string | undefined): Flaw | null {
  if (typeof rev !== 'number' && typeof rev !== 'bigint') {
    return invalid(['rev'], `rev is ${describe(rev)} instead of a whole number`);
  }
  if (Number.isSafeInteger(rev) && Number(rev) >= 0 && (text === undefined || /^\+?\d+$/.test(text))) {
    return null;
  }
  return {
    code: 'REV_OUT_OF_RANGE',
    at: ['rev'],
    problem: `rev ${text ?? rev} is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  };
}

function invalid(at: Path, problem: string): Flaw {
  return { code: 'INVALID_DOCUMENT', at, problem };
}
