// What an editor does that knows nothing of locks: it saves the document under its name by a rename, as it was
// a moment ago, with a comment where the text can have one.
import { lutimesSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const COMMENT = '# saved by hand\n';
/** Text of a YAML mapping, in characters that any editor keeps as they are. */
const YAML = /^[\w"']+:[\t\n\x20-\x7e]*$/;

/** Where there is no file of the document's name, nothing is saved. */
export function editByHand(document: string, wallMs: number): void {
  const saved = `${document}.saved-by-hand`;
  const bytes = unlessAbsent(() => readFileSync(document));
  if (bytes === null) return;
  const text = bytes.toString('latin1');
  writeFileSync(saved, YAML.test(text) ? `${text.replaceAll(COMMENT, '')}${COMMENT}` : bytes);
  lutimesSync(saved, wallMs / 1000, wallMs / 1000);
  renameSync(saved, document);
}

/** null: there is no such file, for some formats have other ones. */
export function unlessAbsent<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
