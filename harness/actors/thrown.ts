// What was thrown, as data. Strategies may throw anything; errors are recognised by `code`, not by class.

export interface Thrown {
  code: string | null;
  message: string;
}

export function describeThrown(value: unknown): Thrown {
  if (typeof value !== 'object' || value === null) return { code: null, message: `threw ${String(value)}` };
  const code = 'code' in value && typeof value.code === 'string' ? value.code : null;
  const message =
    'message' in value && typeof value.message === 'string' ? value.message : 'threw a non-error';
  return { code, message: message.slice(0, 2000) };
}
