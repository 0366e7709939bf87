// Writes a file of a test, with the directories that lead to it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Returns its path. */
export function placedFile(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
