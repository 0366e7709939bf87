// Messages through real named pipes: of any content and size, in pieces, and the end of either side.
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inDirectory } from '../testing/on-runtime.js';
import { MessagePipe } from './message-pipe.js';
import { makePipes } from './named-pipes.js';

/** A pipe to itself, and its descriptor. */
async function onLoop(work: (pipe: MessagePipe, fd: number, path: string) => unknown): Promise<void> {
  await inDirectory(async (directory) => {
    const down = join(directory, 'down');
    await makePipes([{ down, up: join(directory, 'up') }]);
    const fd = openSync(down, constants.O_RDWR);
    await work(new MessagePipe(fd, fd), fd, down);
    closeSync(fd);
  });
}

describe('a message pipe', () => {
  it('brings every message through unchanged', async () => {
    await onLoop((pipe) => {
      fc.assert(
        fc.property(fc.jsonValue(), (message) => {
          expect(pipe.send(message)).toBe(true);
          expect(pipe.receive()).toEqual(JSON.parse(JSON.stringify(message)));
        }),
      );
    });
  });

  it('waits for the rest of a message, and takes one of a megabyte', async () => {
    await onLoop(async (pipe, _, path) => {
      const big = 'ü'.repeat(500_000);
      const writer = new Worker(
        `const fs = require('node:fs'); const { path, big } = require('node:worker_threads').workerData;
         const fd = fs.openSync(path, 'w');
         const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
         const bytes = Buffer.from(JSON.stringify({ big }) + '\\n');
         pause(); fs.writeSync(fd, bytes.subarray(0, 7)); pause();
         // The middle of a character of two bytes.
         fs.writeSync(fd, bytes.subarray(7, 20)); pause();
         for (let at = 20; at < bytes.length;) at += fs.writeSync(fd, bytes, at);
         fs.closeSync(fd);`,
        { eval: true, workerData: { path, big } },
      );
      expect(pipe.receive()).toEqual({ big });
      await new Promise((resolve) => writer.once('exit', resolve));
    });
  });

  it('tells when nobody writes or reads any more', async () => {
    await inDirectory(async (directory) => {
      const path = join(directory, 'down');
      await makePipes([{ down: path, up: join(directory, 'up') }]);
      const hold = openSync(path, constants.O_RDWR);
      const [reading, writing] = [openSync(path, 'r'), openSync(path, 'w')];
      closeSync(hold);
      const [reader, writer] = [new MessagePipe(reading, -1), new MessagePipe(-1, writing)];
      expect(writer.send('last')).toBe(true);
      closeSync(writing);
      expect(reader.receive()).toBe('last');
      expect(reader.receive()).toBeNull();
      const again = new MessagePipe(-1, openSync(path, 'w'));
      closeSync(reading);
      expect(again.send('nobody')).toBe(false);
    });
  });
});
