// What a strategy is called that could not say its own id, and whether a module is still what it was.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StrategyReference } from './run-contract.js';

/** A file's name without its extension, or the id of a built-in strategy. */
export function nameOfReference(reference: StrategyReference): string {
  return reference.startsWith('file:') ? path.parse(fileURLToPath(reference)).name : reference;
}

/** The same in kebab-case, at most 64 characters. */
export function idOfReference(reference: StrategyReference): string {
  const id = nameOfReference(reference)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');
  return id === '' ? 'strategy' : id;
}

/** SHA-256 of a module's file, without what it imports; null: built in, or it can't be read. */
export function moduleDigest(reference: StrategyReference): string | null {
  if (!reference.startsWith('file:')) return null;
  try {
    return createHash('sha256')
      .update(readFileSync(fileURLToPath(reference)))
      .digest('hex');
  } catch {
    return null;
  }
}
