// A read returns what was acknowledged, field by field, with rev + 1 and a fresh updated_at; an absent
// document reads as null. Unknown fields, mode and symlinks have a check of their own.
import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../../results/facts/facts.js';
import type { TaskFile } from '../../strategies/strategy.js';
import type { Check } from '../scenario.js';
import {
  type Call,
  callsLabelled,
  describeCall,
  inputOf,
  judgeExpectations,
  type StepExpectation,
} from './session-steps.js';

/** Each write, the rev it must have been given, and the read that follows it. */
const pairs = [
  { write: 'first write', rev: 1, read: 'first read' },
  { write: 'rich write', rev: 2, read: 'rich read' },
  { write: 'write back what was read', rev: 3, read: 'read after write back' },
] as const;

export const dataIntact: Check = {
  id: 'data-intact',
  title: 'What is written is what is read',
  explanation:
    'Compares, deeply, the tasks handed to write() with what write() resolved with and with what a following ' +
    'read() returned; rev must be one more than before whatever the caller put there, and updated_at a new ISO ' +
    'instant. Rule: the plug-in contract; M0.3 "Perfect round-trip (write → read → compare)".',
  judge: (facts) =>
    judgeExpectations(
      [
        absentIsNull(facts),
        ...pairs.flatMap((pair) => expectPair(facts, pair)),
        ...intoAbsentDirectories(facts),
      ],
      'comparisons',
      'every document read back was the one written',
    ),
};

function absentIsNull(facts: readonly Fact[]): StepExpectation {
  const [call] = callsLabelled(facts, 'absent');
  return {
    anomaly: 'absent-not-null',
    description: 'reading an absent document does not resolve with null',
    met: call === undefined ? null : call.outcome.type === 'ok' && call.outcome.value === null,
    witness: call === undefined ? [] : [describeCall(call)],
  };
}

function intoAbsentDirectories(facts: readonly Fact[]): StepExpectation[] {
  const pair = {
    write: 'write into absent directories',
    rev: 1,
    read: 'read from the new directory',
  } as const;
  const [write] = callsLabelled(facts, pair.write);
  if (write?.outcome.type !== 'error') return expectPair(facts, pair);
  // Refused and nothing stored: it is no data that is missing.
  const code = write.outcome.code ?? 'an error without code';
  return [
    {
      anomaly: 'missing-directory',
      description: `a write into a directory that did not exist failed with ${code}`,
      met: false,
      witness: [describeCall(write)],
    },
  ];
}

interface WriteAndRead {
  write: string;
  rev: number;
  read: string;
}

function expectPair(facts: readonly Fact[], pair: WriteAndRead): StepExpectation[] {
  const [write] = callsLabelled(facts, pair.write);
  const [read] = callsLabelled(facts, pair.read);
  return [
    expectStored(write, write, pair.rev, `the result of "${pair.write}"`),
    expectStored(write, read, pair.rev, `"${pair.read}"`),
  ];
}

function expectStored(
  write: Call | undefined,
  seen: Call | undefined,
  rev: number,
  where: string,
): StepExpectation {
  if (write === undefined || seen === undefined) {
    return { anomaly: 'not-seen', description: `${where} was not reached`, met: null, witness: [] };
  }
  const witness = [describeCall(write), ...(seen === write ? [] : [describeCall(seen)])];
  const wrong = difference(inputOf(write).next, seen, rev);
  return {
    anomaly: 'changed-data',
    description: wrong === null ? `${where} is as written` : `${where} ${wrong}`,
    met: wrong === null,
    witness,
  };
}

function difference(next: TaskFile, seen: Call, rev: number): string | null {
  if (seen.outcome.type === 'error') return `failed with ${seen.outcome.code ?? 'an error without code'}`;
  const stored = seen.outcome.value;
  if (typeof stored !== 'object' || stored === null) return 'is not a document';
  const fields = stored as Partial<TaskFile>;
  if (fields.rev !== rev) return `has rev ${String(fields.rev)} instead of ${rev}`;
  if (fields.version !== next.version) return `has version ${String(fields.version)}`;
  if (typeof fields.updated_at !== 'string' || Number.isNaN(Date.parse(fields.updated_at)))
    return 'has no ISO updated_at';
  if (fields.updated_at === next.updated_at) return "kept the caller's updated_at";
  if (!isDeepStrictEqual(knownOf(fields.tasks), knownOf(next.tasks)))
    return `changed the tasks: ${firstChanged(next, fields)}`;
  return null;
}

/**
 * Compares ids only: all other fields of a task are unknown to a strategy, and foreign-survives compares
 * them.
 */
function knownOf(tasks: readonly { id: string }[] | undefined): string[] | undefined {
  return tasks?.map((task) => task.id);
}

function firstChanged(next: TaskFile, stored: Partial<TaskFile>): string {
  const index = next.tasks.findIndex((task, at) => task.id !== stored.tasks?.[at]?.id);
  return `task ${index} was ${JSON.stringify(next.tasks[index]?.id)}, is ${JSON.stringify(stored.tasks?.[index]?.id)}`;
}
