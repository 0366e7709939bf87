// What leaves by stderr: ids, file names, snippets and messages of any origin pass here, so that no line of
// theirs drives a terminal or is taken for a command by a CI runner.
import { plainAligned } from '../../reports/text/plain-text.js';
import type { Io } from './io.js';

/** Only at the very start of a text, where it removes our own live line. */
const clearLine = '\r\u001b[K';

/** The same process, whose stderr writes plain text. */
export function withPrintableStderr(io: Io): Io {
  const { stderr } = io;
  return {
    ...io,
    stderr: {
      write: (text) => stderr.write(printable(text)),
      get isTTY() {
        return stderr.isTTY;
      },
      get columns() {
        return stderr.columns;
      },
    },
  };
}

function printable(text: string): string {
  const [ours, rest] = text.startsWith(clearLine) ? [clearLine, text.slice(clearLine.length)] : ['', text];
  return ours + rest.split('\n').map(plainAligned).join('\n');
}
