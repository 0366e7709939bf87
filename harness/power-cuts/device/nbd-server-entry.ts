// Child process: a disk in memory, served by NBD on a unix socket, whose every request, answer and mark is
// logged to a file. It is a process of its own, because a program that waits for a file system on this disk
// can't serve it. Its arguments: socket, log, size in bytes. A message is a mark; the answer to it says that it is
// in the log.
import fs from 'node:fs';
import net from 'node:net';
import { armWatchdog } from '../../processes/watchdog.js';
import { SECTOR_BYTES } from '../images/sparse-disk.js';
import { type DiskRecord, encodeRecord } from './disk-log.js';
import { encodeReply, NbdConnection, type NbdRequest, nbdError } from './nbd-protocol.js';
import type { ServerMessage } from './server-messages.js';

armWatchdog();
const [socketPath = '', logPath = '', size = ''] = process.argv.slice(2);
const sizeBytes = Number(size);
const disk = Buffer.alloc(sizeBytes);
const log = fs.openSync(logPath, 'wx');
let requests = 0;

const say = (message: ServerMessage): void => {
  process.send?.(message);
};
const note = (record: DiskRecord): void => {
  fs.writeSync(log, encodeRecord(record));
};

process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  note({ type: 'mark', text: String(message) });
  say({ say: 'marked' });
});
net.createServer(serve).listen(socketPath, () => say({ say: 'listening' }));

function serve(socket: net.Socket): void {
  const connection = new NbdConnection(sizeBytes, SECTOR_BYTES);
  socket.on('error', () => socket.destroy());
  socket.write(connection.greeting());
  socket.on('data', (chunk) => {
    const turn = connection.receive(chunk);
    for (const answer of turn.answers) socket.write(answer);
    // All that came in together came in before any of it was answered.
    const numbered = turn.requests.map((request) => ({ request, id: noteRequest(request) }));
    for (const { request, id } of numbered) {
      const answer = perform(request);
      note({ type: 'answered', id });
      socket.write(answer);
    }
    if (turn.ended) socket.end();
  });
}

function noteRequest(request: NbdRequest): number {
  const id = requests++;
  switch (request.type) {
    case 'write':
      note({ type: 'write', id, offset: request.offset, data: request.data, fua: request.fua });
      break;
    case 'zero':
      note({ type: 'zero', id, offset: request.offset, length: request.length, fua: request.fua });
      break;
    case 'flush':
      note({ type: 'flush', id });
      break;
    case 'read':
    case 'refused':
      break;
    default:
      request satisfies never;
  }
  return id;
}

function perform(request: NbdRequest): Buffer {
  const { cookie } = request;
  switch (request.type) {
    case 'read':
      return encodeReply(
        cookie,
        nbdError.none,
        disk.subarray(request.offset, request.offset + request.length),
      );
    case 'write':
      request.data.copy(disk, request.offset);
      return encodeReply(cookie, nbdError.none);
    case 'zero':
      disk.fill(0, request.offset, request.offset + request.length);
      return encodeReply(cookie, nbdError.none);
    case 'flush':
      return encodeReply(cookie, nbdError.none);
    case 'refused':
      return encodeReply(cookie, request.error);
    default:
      return request satisfies never;
  }
}
