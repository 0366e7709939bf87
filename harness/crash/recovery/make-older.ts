// After a reboot everything on a disk is older than a lock's stale time may be: sets timestamps back.
import fs from 'node:fs';
import path from 'node:path';

/** Makes everything in the directory look older by this much. */
export function makeOlder(directory: string, ms: number): void {
  for (const name of fs.readdirSync(directory)) {
    const file = path.join(directory, name);
    if (fs.lstatSync(file).isDirectory()) makeOlder(file, ms);
    const { atimeMs, mtimeMs } = fs.lstatSync(file);
    fs.lutimesSync(file, (atimeMs - ms) / 1000, (mtimeMs - ms) / 1000);
  }
}
