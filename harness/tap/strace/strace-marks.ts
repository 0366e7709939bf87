// Marks that a traced program makes for its log: lines written to a file of their own, each in one system call. They
// stand among the other calls at the place where they were made, whatever else the program did in which thread.
import type { Mark } from '../record/record.js';
import { bytesOf, descriptorOf, type SystemCall } from './strace-log.js';

/** The line that the program writes. */
export function markLine(...[mark, rev, token]: Parameters<Mark>): string {
  return `${mark} ${rev} ${token}\n`;
}

/** What the call said, if it wrote a mark to that file; else null. `file`: a real path. */
export function markIn({ name, args }: SystemCall, file: string): Parameters<Mark> | null {
  const [target = '', data = ''] = args;
  if (name !== 'write' || descriptorOf(target).path !== file) return null;
  const [, mark, rev, token = ''] =
    /^(attempt|acked) (\d+) (.*)\n$/.exec(bytesOf(data)?.toString() ?? '') ?? [];
  return mark === 'attempt' || mark === 'acked' ? [mark, Number(rev), token] : null;
}
