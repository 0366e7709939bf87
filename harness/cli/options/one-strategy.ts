// The one strategy that a command looks at: an id, a glob that matches one, or the path of a module.
import { usageError } from '../cli-error.js';
import type { CommandContext } from '../context.js';
import { type SelectedStrategy, selectStrategies } from './strategy-selection.js';

/** `who`: `an audit`. */
export async function selectOne(
  typed: string,
  who: string,
  { ports, io }: Pick<CommandContext, 'ports' | 'io'>,
): Promise<SelectedStrategy> {
  const chosen = await selectStrategies([typed], ports, io);
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return only;
  throw usageError({
    what: `${who} looks at one strategy, not at ${chosen.length}`,
    where: typed,
    remedy: `name one of: ${chosen.map(({ id }) => id).join(', ')}`,
  });
}
