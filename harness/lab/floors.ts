// The least that a durable write and a read cost here, without lock, YAML and parsing: what every figure of a
// strategy is put in relation to. Blocking calls, as those of the strategies.
import fs from 'node:fs';
import path from 'node:path';

export interface BareOperation {
  /** `n` goes into the bytes, so that no two writes are alike. */
  run(n: number): void;
  close(): void;
}

/** One flush: overwrites the same place of a file and calls fdatasync. */
export function flushFloor(directory: string, size: number): BareOperation {
  const fd = fs.openSync(path.join(directory, 'floor'), 'w');
  const bytes = Buffer.alloc(size, 'x');
  fs.writeSync(fd, bytes, 0, size, 0);
  fs.fsyncSync(fd);
  return {
    run(n) {
      bytes.write(String(n));
      fs.writeSync(fd, bytes, 0, size, 0);
      fs.fdatasyncSync(fd);
    },
    close: () => fs.closeSync(fd),
  };
}

/** The classical replacement: temporary file, fsync, rename, fsync of the directory. */
export function renameFloor(directory: string, size: number): BareOperation {
  const target = path.join(directory, 'floor');
  const temporary = path.join(directory, 'floor.tmp');
  const bytes = Buffer.alloc(size, 'x');
  return {
    run(n) {
      bytes.write(String(n));
      const fd = fs.openSync(temporary, 'w');
      fs.writeSync(fd, bytes, 0, size, 0);
      fs.fsyncSync(fd);
      fs.closeSync(fd);
      fs.renameSync(temporary, target);
      syncDirectory(directory);
    },
    close: () => undefined,
  };
}

/** The bytes of a file that is in the page cache. */
export function readFloor(directory: string, size: number): BareOperation {
  const file = path.join(directory, 'floor');
  fs.writeFileSync(file, Buffer.alloc(size, 'x'));
  return { run: () => void fs.readFileSync(file), close: () => undefined };
}

function syncDirectory(directory: string): void {
  // Windows can't fsync a directory; the floor is then without it, as every strategy is.
  if (process.platform === 'win32') return;
  const fd = fs.openSync(directory, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}
