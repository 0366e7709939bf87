// What the adapted libraries of the corpus do: a JSON file with settings, replaced by a durable rename.
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { durableRename } from '../commits/durable-rename.js';
import { followLinks } from '../document-file.js';
import type { Identity } from '../marked-document.js';
import { unlessAbsent } from './durable-file.js';

export interface SettingsFile {
  theme: string;
  state?: Identity;
}

export function readObject(path: string): SettingsFile | null {
  const text = unlessAbsent(() => readFileSync(path, 'utf8'));
  return text === null ? null : (JSON.parse(text) as SettingsFile);
}

export function replaceObject(path: string, next: SettingsFile): void {
  const target = followLinks(resolve(path)).path;
  const previous = statSync(target, { throwIfNoEntry: false }) ?? null;
  durableRename.commit(target, Buffer.from(JSON.stringify(next)), previous);
}
