// What a caller wrote comes back, whatever its keys, values, sharing or size; or the write is refused. A
// write that is acknowledged, and then can't be read or comes back changed, has lost data.
import { isDeepStrictEqual } from 'node:util';
import type { Fact } from '../../results/facts/facts.js';
import { factsOf } from '../../results/facts/facts-of.js';
import type { SessionStep } from '../../results/facts/session-fact.js';
import type { Check } from '../scenario.js';
import {
  type Call,
  describeCall,
  inputOf,
  judgeExpectations,
  type StepExpectation,
} from './session-steps.js';

/** Steps are paired by what follows this in their labels. */
const WRITE = 'write document: ';
const READ = 'read document: ';

export const keepsValues: Check = {
  id: 'keeps-values',
  title: 'A document comes back as it was written, or is refused',
  explanation:
    'Compares, deeply, each document handed to write() with what a fresh client reads: unusual keys at every ' +
    'depth, one object that many tasks share, a large document and a smaller one after it. Of large documents the ' +
    'token and the digest of the tasks are compared. A write that is rejected keeps what it should. Lone surrogates and numbers beyond a double are not looked at.',
  judge: (facts) =>
    judgeExpectations(
      sessionsOf(facts).flatMap((steps) => steps.flatMap((step) => expected(step, steps))),
      'documents',
      'every document that was acknowledged came back as it was written',
    ),
};

function sessionsOf(facts: readonly Fact[]): SessionStep[][] {
  return factsOf(facts, 'session').map(({ steps }) => steps);
}

function expected(write: SessionStep, steps: readonly SessionStep[]): StepExpectation[] {
  if (write.action !== 'write' || !write.label.startsWith(WRITE)) return [];
  const what = write.label.slice(WRITE.length);
  if (write.outcome.type === 'error') {
    return [{ anomaly: 'changed-data', description: `${what}: refused`, met: true, witness: [] }];
  }
  const read = steps.find((step): step is Call => step.action === 'read' && step.label === `${READ}${what}`);
  const witness = [describeCall(write), ...(read === undefined ? [] : [describeCall(read)])];
  const base = { description: `${what}: `, witness };
  if (read === undefined) {
    return [{ ...base, anomaly: 'not-seen', description: `"${what}" was not read back`, met: null }];
  }
  if (read.outcome.type === 'error') {
    const description = `${what}: an acknowledged write can not be read back (${read.outcome.code ?? 'no code'})`;
    return [{ ...base, anomaly: 'unreadable-write', description, met: false }];
  }
  const [next, stored] = [comparable(inputOf(write).next), comparable(read.outcome.value)];
  const [name] = [...new Set([...Object.keys(next), ...Object.keys(stored)])].filter(
    (key) => !isDeepStrictEqual(ownValue(next, key), ownValue(stored, key)),
  );
  const description = `${what}: the field ${JSON.stringify(name)} was lost or changed by the write`;
  return [{ ...base, anomaly: 'changed-data', description, met: name === undefined }];
}

/** What a write may change is left out; a document of another form has no fields. */
function comparable(document: unknown): Record<string, unknown> {
  if (typeof document !== 'object' || document === null) return {};
  const { rev: _rev, updated_at: _updatedAt, ...others } = document as Record<string, unknown>;
  return others;
}

const MISSING = Symbol('missing');

function ownValue(fields: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : MISSING;
}
