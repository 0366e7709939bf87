// The code of a system error (`ENOENT`, `EAGAIN` …), or null for anything that carries none. Node has no name
// for some errors of Linux and calls them `Unknown system error -116`; here they have theirs.
import { constants } from 'node:os';

export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? withNames(error.code) : null;
}

/** What people need to know of errors that Node does not name. */
const meanings: Readonly<Record<string, string>> = {
  ESTALE: 'the file was replaced or removed on the other side of the mount, and the handle is of no more use',
  ENOLCK: 'this mount has no locks, or no more of them',
  EDQUOT: 'the quota is used up',
};

const unnamed = /Unknown system error -(\d+)/g;

/** `ESTALE` for `Unknown system error -116`; a number that this system has no name for stays. */
export function withNames(text: string): string {
  return text.replace(unnamed, (whole, digits: string) => nameOf(Number(digits)) ?? whole);
}

/** The same for a message, with what it means: `ESTALE (the file was …)`. */
export function explained(message: string): string {
  return message.replace(unnamed, (whole, digits: string) => {
    const name = nameOf(Number(digits));
    const meaning = name === null ? undefined : meanings[name];
    return name === null ? whole : `${name}${meaning === undefined ? '' : ` (${meaning})`}`;
  });
}

function nameOf(errno: number): string | null {
  return Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? null;
}
