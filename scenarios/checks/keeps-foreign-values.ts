// What another program put into the file keeps its value when the strategy reads and writes the document, or
// the strategy refuses the file and leaves it alone. Numbers beyond 2^53 are where parsers lose most.
import { z } from 'zod';
import { spelledValue } from '../own-text.js';
import type { Check } from '../scenario.js';
import { inapplicable } from './judgement.js';
import { judgeExpectations, observations, type StepExpectation } from './session-steps.js';

/** Of a session that put `spelled` into the field `name` of the file and had the document written again. */
export const foreignValueSchema = z.object({
  name: z.string(),
  /** Its value, as it was spelled in the file. */
  spelled: z.string(),
  kind: z.enum(['integer', 'number', 'instant', 'text']),
  /** The texts of the file. */
  before: z.string(),
  after: z.string(),
});

export const keepsForeignValues: Check = {
  id: 'keeps-foreign-values',
  title: 'Values of other programs keep their value',
  explanation:
    'Puts fields into the file as another program does (whole numbers beyond 2^53, decimals, dates, a byte order ' +
    'mark, CRLF), lets the strategy read the document and write it back, and compares the value that is then in the ' +
    'file. Whole numbers must be equal to the last digit and remain numbers, decimals equal as doubles, dates the ' +
    'same instant. A file that is refused and left alone keeps everything. Only for files that are YAML or JSON.',
  judge(facts) {
    const seen = observations(facts, 'foreign value: ').map(({ observed }) =>
      foreignValueSchema.parse(observed),
    );
    if (seen.length === 0)
      return inapplicable('the document is kept in no YAML or JSON file', { n: 0, unit: 'values' });
    return judgeExpectations(
      seen.map((value): StepExpectation => {
        const after = spelledValue(value.after, value.name);
        return {
          anomaly: after === null ? 'dropped-field' : 'changed-field',
          description: `${value.name}: ${value.spelled} in the file became ${after ?? 'nothing'} by reading and writing the document`,
          met: value.after === value.before || isSame(value.kind, value.spelled, after),
          witness: [
            `before: ${lineOf(value.before, value.name)}`,
            `after: ${lineOf(value.after, value.name)}`,
          ],
        };
      }),
      'values',
      'every value that another program had put into the file kept it',
    );
  },
};

function isSame(
  kind: z.infer<typeof foreignValueSchema>['kind'],
  before: string,
  after: string | null,
): boolean {
  if (after === null) return false;
  switch (kind) {
    case 'integer':
      return /^[+-]?\d+$/.test(after) && BigInt(after) === BigInt(before);
    case 'number':
      return Number(after) === Number(before);
    case 'instant':
      return Date.parse(unquoted(after)) === Date.parse(unquoted(before));
    case 'text':
      return unquoted(after) === unquoted(before);
    default:
      return kind satisfies never;
  }
}

function unquoted(spelled: string): string {
  return spelled.replace(/^(["'])(.*)\1$/, '$2');
}

function lineOf(text: string, name: string): string {
  const [line = 'no such line'] = text.split(/\r?\n/).filter((one) => one.includes(name));
  return line.slice(0, 120);
}
