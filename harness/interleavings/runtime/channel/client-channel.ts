// The client's end of the channel. When the scheduler is gone the process ends by SIGKILL, because exit
// handlers of a strategy could otherwise touch files that no longer belong to it.
import type { ClientChannel, Command } from '../../client-protocol.js';
import { EntryEncoder } from './entry-dictionary.js';
import { MessagePipe } from './message-pipe.js';
import { openEnds, type PipePaths } from './named-pipes.js';

/** Call it before the tap is installed, so that the channel's own reads and writes bypass it. */
export function openClientChannel(paths: PipePaths): ClientChannel {
  const ends = openEnds(paths.down, paths.up);
  ends.letGo();
  const pipe = new MessagePipe(ends.readFd, ends.writeFd);
  const encoder = new EntryEncoder();
  return {
    exchange(report) {
      if (!pipe.send({ ...report, entries: encoder.encode(report.entries) })) end();
      const command = pipe.receive();
      if (command === null) end();
      return command as Command;
    },
  };
}

function end(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may arrive at another thread first; this one must not continue.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
