// Libraries that others maintain, which the user installs: whether one can be loaded here, the remedy where it
// can't, and how a library that replaces a file is read.
import { readFile } from 'node:fs/promises';
import { type Availability, StoreError } from '../strategy.js';

export interface Library<T> {
  availability(): Promise<Availability>;
  /** Its module. Rejects with code IO where it is not installed. */
  load(): Promise<T>;
}

/**
 * The name is no literal of an import, so that nothing here depends on the library.
 * @param entry what is imported, where that is not the package itself
 */
export function library<T>(name: string, entry = name): Library<T> {
  const load = async (): Promise<T> => (await import(entry)) as T;
  return {
    async load() {
      try {
        return await load();
      } catch (cause) {
        throw new StoreError('IO', `${name} can't be loaded`, { cause });
      }
    },
    async availability() {
      try {
        await load();
        return { available: true };
      } catch (error) {
        const [told = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
        const missing = told.includes(`Cannot find package '${name}'`);
        return {
          available: false,
          reason: missing ? `${name} is not installed` : `${name} can't be loaded: ${told}`,
          remedy: `npm install ${name}`,
        };
      }
    },
  };
}

export type Plain = Record<string, unknown>;

/** The object in a JSON file, for libraries that only write; null when there is no file. */
export async function readJson(path: string): Promise<Plain | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Plain;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** What libraries without a word for "there is none" give is an empty object. */
export function unlessEmpty(document: Plain): Plain | null {
  return Object.keys(document).length === 0 ? null : document;
}
