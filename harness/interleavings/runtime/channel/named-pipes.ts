// The two named pipes between the scheduler and one client. Opening a pipe for reading blocks until it is
// opened for writing, so each side first opens both of its pipes for reading and writing, which never blocks,
// and closes these once its real ends are open: from then on the death of one side is the end of file of the
// other.
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';

/** Paths; `down`: from the scheduler to the client. */
export interface PipePaths {
  down: string;
  up: string;
}

/** Rejects with the message of mkfifo(1), or with the system error when there is no mkfifo. */
export function makePipes(pipes: readonly PipePaths[]): Promise<void> {
  const paths = pipes.flatMap(({ down, up }) => [down, up]);
  const child = spawn('mkfifo', ['-m', '600', '--', ...paths], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`mkfifo failed: ${said.trim().slice(0, 300)}`));
    });
  });
}

export interface PipeEnds {
  readFd: number;
  writeFd: number;
  /** Closes what keeps both pipes open whether or not the other side is there; once only. */
  letGo(): void;
}

export function openEnds(readPath: string, writePath: string): PipeEnds {
  const holds = [readPath, writePath].map((path) => openSync(path, constants.O_RDWR));
  let held = true;
  return {
    readFd: openSync(readPath, constants.O_RDONLY),
    writeFd: openSync(writePath, constants.O_WRONLY),
    letGo() {
      if (!held) return;
      held = false;
      for (const fd of holds) closeSync(fd);
    },
  };
}
