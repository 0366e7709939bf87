// Files of a test: written with the directories that lead to them, and read as JSON.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Returns its path. */
export function placedFile(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export const parsedFile = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
