// Marks of a traced program in the log: lines written to a file of their own, each in one system call. They
// stand among the other calls in the order in which they were made, whatever other threads did.
import type { Mark } from '../record/record.js';
import { bytesOf, descriptorOf, type SystemCall } from './strace-log.js';

/** The line that the program must write. */
export function markLine(...[mark, rev, token]: Parameters<Mark>): string {
  return `${mark} ${rev} ${token}\n`;
}

/** The mark, if the call wrote one to this file (a real path); else null. */
export function markIn({ name, args }: SystemCall, file: string): Parameters<Mark> | null {
  const [target = '', data = ''] = args;
  if (name !== 'write' || descriptorOf(target).path !== file) return null;
  const [, mark, rev, token = ''] =
    /^(attempt|acked) (\d+) (.*)\n$/.exec(bytesOf(data)?.toString() ?? '') ?? [];
  return mark === 'attempt' || mark === 'acked' ? [mark, Number(rev), token] : null;
}
