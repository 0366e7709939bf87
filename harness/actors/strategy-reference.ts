// Strategies travel to threads and processes by reference: the id of a built-in one, or the absolute file
// URL of a user's module. Each actor loads its own instance.
import type { Strategy } from '../../strategies/strategy.js';
import { type StrategyId, strategies } from '../../strategies/strategy-registry.js';
import { withCheckedAnswers } from './checked-answers.js';
import { compiledFor } from './compiled-typescript.js';

export class StrategyLoadError extends Error {
  override readonly name = 'StrategyLoadError';
  readonly code = 'STRATEGY_LOAD';
}

/** `lack`: what is missing from a strategy, as half a sentence. */
export type ModuleShape = { type: 'strategy'; strategy: Strategy } | { type: 'other'; lack: string };

export async function loadStrategy(reference: string): Promise<Strategy> {
  const shape = shapeOf(await importReference(reference));
  if (shape.type === 'strategy') return withCheckedAnswers(shape.strategy);
  throw new StrategyLoadError(
    `${reference} is not a strategy: its default export must be an object with a kebab-case id and a function open(path, options).`,
  );
}

/** The module of a reference, whatever it exports. Rejects with what loading it rejects with. */
export async function importReference(reference: string): Promise<unknown> {
  const builtIn = Object.hasOwn(strategies, reference) ? strategies[reference as StrategyId] : undefined;
  if (builtIn !== undefined) return await builtIn();
  if (!reference.startsWith('file:')) {
    throw new StrategyLoadError(
      `There is no strategy "${reference}"; \`holdfast list strategies\` shows them.`,
    );
  }
  return await import(await compiledFor(reference));
}

/** Whether a module exports a strategy by default. */
export function shapeOf(module: unknown): ModuleShape {
  const lacking = (lack: string): ModuleShape => ({ type: 'other', lack });
  if (!isObject(module) || !('default' in module)) return lacking('there is no default export');
  const candidate = module.default;
  if (!isObject(candidate)) return lacking('its default export is not an object');
  if (!('id' in candidate) || typeof candidate.id !== 'string') {
    return lacking('its default export has no id');
  }
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(candidate.id)) {
    return lacking(`its id "${candidate.id}" is not kebab-case of at most 64 characters`);
  }
  if (!('open' in candidate) || typeof candidate.open !== 'function') {
    return lacking('it has no function open');
  }
  return { type: 'strategy', strategy: candidate as Strategy };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
