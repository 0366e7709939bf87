// Reads a document by a fresh store of this process, after all actors have ended. What a strategy keeps in the
// memory of its process is not seen.
import type { ReadOp } from '../../results/vocabulary/history.js';
import type { CaseContext } from '../actors/case-context.js';
import { observe } from '../document.js';

export async function readFinal(context: CaseContext, documentPath: string): Promise<ReadOp['outcome']> {
  const outcome = await context.attempt(async () => {
    const store = await context.open(documentPath, { lockTimeoutMs: 5000 });
    try {
      return await context.inside('read', () => store.read());
    } finally {
      await context.inside('close', () => store.close());
    }
  });
  if (!outcome.ok) return { type: 'fail', code: outcome.code ?? 'NO_CODE', message: outcome.message };
  return { type: 'ok', observed: outcome.value === null ? null : observe(outcome.value) };
}
