// Where a database lies that keeps the document under another name: beside the document that a symbolic link leads
// to, so that all names of one document have one database.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { followLinks } from '../document-file.js';

export function databaseBeside(documentPath: string, suffix: string): string {
  return `${followLinks(resolve(documentPath)).path}${suffix}`;
}

/** Throws where the file system can't tell, which existsSync would call absent. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
