// Translates the flags of open(2) from strace's names to the numbers of node:fs. Flags that don't change what
// a write does (O_CLOEXEC, O_NOATIME …) are ignored; others that Node has no constant for are returned as
// unknown.
import { constants } from 'node:fs';

const IGNORED = new Set([
  'O_CLOEXEC',
  'O_LARGEFILE',
  'O_NOATIME',
  'O_NOCTTY',
  'O_NONBLOCK',
  'O_PATH',
  'O_RDONLY',
]);

export function flagsOf(text: string): { flags: number; unknown: string[] } {
  let flags = 0;
  const unknown: string[] = [];
  for (const name of text.split('|')) {
    const value: unknown = Reflect.get(constants, name);
    if (typeof value === 'number') flags |= value;
    else if (!IGNORED.has(name)) unknown.push(name);
  }
  return { flags, unknown };
}
