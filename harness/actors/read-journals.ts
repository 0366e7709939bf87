// Reads an actor's journal and pairs its entries into operations. An actor that was killed leaves its last
// operation without an end; it stays open.
import fs from 'node:fs';
import { z } from 'zod';
import { type HistoryOp, observedSchema } from '../../results/vocabulary/history.js';
import { places } from './activity.js';

const entrySchema = z.discriminatedUnion('e', [
  z.object({ e: z.literal('read'), n: z.number(), at: z.number() }),
  z.object({ e: z.literal('read-ok'), n: z.number(), at: z.number(), observed: observedSchema.nullable() }),
  z.object({
    e: z.literal('read-error'),
    n: z.number(),
    at: z.number(),
    code: z.string().nullable(),
    message: z.string(),
  }),
  z.object({
    e: z.literal('write'),
    n: z.number(),
    at: z.number(),
    expectedRev: z.number().nullable(),
    token: z.string(),
  }),
  z.object({ e: z.literal('write-ok'), n: z.number(), at: z.number(), tries: z.number(), rev: z.number() }),
  z.object({
    e: z.literal('write-error'),
    n: z.number(),
    at: z.number(),
    tries: z.number(),
    code: z.string().nullable(),
    message: z.string(),
  }),
  z.object({
    e: z.literal('uncaught'),
    place: z.enum(places),
    message: z.string(),
    code: z.string().nullish(),
    rejected: z.literal(true).optional(),
  }),
  z.object({ e: z.literal('gave-up'), tries: z.number() }),
  z.object({ e: z.literal('starved'), ms: z.number() }),
  z.object({ e: z.literal('done') }),
]);
export type JournalEntry = z.infer<typeof entrySchema>;

/** Entries of a journal, without a last line that was cut off. */
export function readJournal(path: string): JournalEntry[] {
  let text: string;
  try {
    text = fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => entrySchema.parse(JSON.parse(line)));
}

/** How long the actor's process had no processor while it worked; null: it didn't say. */
export function starvedMsOf(entries: readonly JournalEntry[]): number | null {
  const entry = entries.find(({ e }) => e === 'starved');
  return entry?.e === 'starved' ? entry.ms : null;
}

/** Pairs invocations with completions. Ids are unique over actors: actor × 2^20 + n. */
export function operationsOf(actor: number, entries: readonly JournalEntry[]): HistoryOp[] {
  const ops = new Map<number, HistoryOp>();
  for (const entry of entries) {
    switch (entry.e) {
      case 'read':
        ops.set(entry.n, {
          kind: 'read',
          id: actor * 2 ** 20 + entry.n,
          actor,
          invokeNs: entry.at,
          completeNs: null,
          outcome: { type: 'info', reason: 'never returned' },
        });
        break;
      case 'write':
        ops.set(entry.n, {
          kind: 'write',
          id: actor * 2 ** 20 + entry.n,
          actor,
          invokeNs: entry.at,
          completeNs: null,
          expectedRev: entry.expectedRev,
          token: entry.token,
          tries: 1,
          outcome: { type: 'info', code: null, message: 'never returned' },
        });
        break;
      case 'read-ok':
      case 'read-error':
      case 'write-ok':
      case 'write-error': {
        const op = ops.get(entry.n);
        if (op !== undefined) ops.set(entry.n, completed(op, entry));
        break;
      }
      case 'uncaught':
      case 'gave-up':
      case 'starved':
      case 'done':
        break;
      default:
        entry satisfies never;
    }
  }
  return [...ops.values()];
}

type Completion = Extract<JournalEntry, { e: 'read-ok' | 'read-error' | 'write-ok' | 'write-error' }>;

function completed(op: HistoryOp, entry: Completion): HistoryOp {
  const completeNs = entry.at;
  if (op.kind === 'read') {
    if (entry.e === 'read-ok')
      return { ...op, completeNs, outcome: { type: 'ok', observed: entry.observed } };
    if (entry.e === 'read-error') {
      return {
        ...op,
        completeNs,
        outcome: { type: 'fail', code: entry.code ?? 'NO_CODE', message: entry.message },
      };
    }
    return op;
  }
  if (entry.e === 'write-ok') {
    return { ...op, completeNs, tries: entry.tries, outcome: { type: 'ok', rev: entry.rev } };
  }
  if (entry.e !== 'write-error') return op;
  const { code, message, tries } = entry;
  if (code === 'CONFLICT' || code === 'LOCKED') {
    return { ...op, completeNs, tries, outcome: { type: 'fail', code, message } };
  }
  return { ...op, completeNs, tries, outcome: { type: 'info', code: code ?? 'NO_CODE', message } };
}
