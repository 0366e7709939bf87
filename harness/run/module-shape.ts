// What a user's module exports, as far as the command line must know it: whether it is a strategy, and its
// id. Data, so that the module itself can stay in a process of its own.

export type ModuleShape =
  | { type: 'strategy'; id: string }
  /** `lack`: what is missing from a strategy, as half a sentence. */
  | { type: 'other'; lack: string }
  /** It threw, ended its process or did not come to an end while it was loaded. */
  | { type: 'failed'; message: string };

export function shapeOf(module: unknown): ModuleShape {
  if (!isObject(module) || !('default' in module))
    return { type: 'other', lack: 'there is no default export' };
  const candidate = module.default;
  if (!isObject(candidate)) return { type: 'other', lack: 'its default export is not an object' };
  if (!('id' in candidate) || typeof candidate.id !== 'string') {
    return { type: 'other', lack: 'its default export has no id' };
  }
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(candidate.id)) {
    return { type: 'other', lack: `its id "${candidate.id}" is not kebab-case of at most 64 characters` };
  }
  if (!('open' in candidate) || typeof candidate.open !== 'function') {
    return { type: 'other', lack: 'it has no function open' };
  }
  return { type: 'strategy', id: candidate.id };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
