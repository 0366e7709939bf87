// Strategies travel to threads and processes by reference: the id of a built-in one, or the absolute file
// URL of a user's module. Each actor loads its own instance.

import type { Strategy } from '../../strategies/strategy.js';
import { type StrategyId, strategies } from '../../strategies/strategy-registry.js';

export class StrategyLoadError extends Error {
  override readonly name = 'StrategyLoadError';
  readonly code = 'STRATEGY_LOAD';
}

export async function loadStrategy(reference: string): Promise<Strategy> {
  const imported = await importReference(reference);
  const strategy = isRecord(imported) ? imported.default : undefined;
  if (!isStrategy(strategy)) {
    throw new StrategyLoadError(
      `${reference} is not a strategy: its default export must be an object with a kebab-case id and a function open(path, options).`,
    );
  }
  return strategy;
}

async function importReference(reference: string): Promise<unknown> {
  const builtIn = Object.hasOwn(strategies, reference) ? strategies[reference as StrategyId] : undefined;
  if (builtIn !== undefined) return await builtIn();
  if (!reference.startsWith('file:')) {
    throw new StrategyLoadError(
      `There is no strategy "${reference}"; \`holdfast list strategies\` shows them.`,
    );
  }
  return await import(reference);
}

function isStrategy(value: unknown): value is Strategy {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    /^[a-z0-9][a-z0-9-]{0,63}$/.test(value.id) &&
    typeof value.open === 'function'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
