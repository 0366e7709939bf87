// A schedule in which an invariant fails, as the message of an assertion: one column for each client, one
// line for each operation, in the order in which they were done.
import type { FoundViolation } from '../interleavings/search/violations.js';

const COLUMN_MAX = 44;

/** `names`: of the functions, by client; an empty one has none. */
export function tellRace(
  { sentence, preemptions, execution }: FoundViolation,
  names: readonly string[],
): string {
  const heads = names.map((name, client) => `client ${client + 1}${name === '' ? '' : ` (${name})`}`);
  // What one step does synchronously is shown below each other, under one number.
  const steps = execution.steps.flatMap(({ client, label }, at) =>
    label.split('\n').map((text, line) => ({ client, text, number: line === 0 ? String(at + 1) : '' })),
  );
  const widths = heads.map((head, client) =>
    Math.min(
      COLUMN_MAX,
      Math.max(head.length, ...steps.map((one) => (one.client === client ? one.text.length : 0))),
    ),
  );
  const row = (texts: readonly string[]) =>
    texts
      .map((text, client) => text.padEnd(widths[client] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = steps.map(
    ({ client, text, number }) =>
      `  ${number.padStart(3)}  ${row(heads.map((_, column) => (column === client ? text : '')))}`,
  );
  const times = preemptions === 1 ? 'one preemption' : `${preemptions} preemptions`;
  return [`A race, with ${times}: ${sentence}`, '', `       ${row(heads)}`, ...lines].join('\n');
}
