// The client's end of the line. When the scheduler is gone there is nothing left to live for: the process ends by
// SIGKILL, because exit handlers of a strategy that tidy up would touch files that are nobody's any more.
import type { ClientChannel, Command } from '../../client-protocol.js';
import { EntryEncoder } from './entry-dictionary.js';
import { MessagePipe } from './message-pipe.js';
import { openEnds, type PipePaths } from './named-pipes.js';

/** Before the tap is installed: what the harness reads and writes is nobody's operation. */
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
  // Another thread may be the one that takes the signal; this one must not get any further.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
