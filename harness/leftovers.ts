// What lies beside a document: names in its directory, the document itself left out.
import fs from 'node:fs';
import path from 'node:path';

export function leftoversBeside(documentPath: string): string[] {
  const name = path.basename(documentPath);
  return fs
    .readdirSync(path.dirname(documentPath))
    .filter((entry) => entry !== name)
    .sort();
}
