// When something in a directory was changed last. A dead writer's last change tells when it died: the next
// client comes right afterwards, however long the harness takes.
import fs from 'node:fs';
import path from 'node:path';

/** Milliseconds of the wall clock. Throws the system error. */
export function newestBelow(directory: string): number {
  const times = fs.readdirSync(directory, { withFileTypes: true }).map((entry) => {
    const file = path.join(directory, entry.name);
    return entry.isDirectory() ? newestBelow(file) : fs.lstatSync(file).mtimeMs;
  });
  return Math.ceil(Math.max(fs.lstatSync(directory).mtimeMs, ...times));
}
