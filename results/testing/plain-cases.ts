// Turns a stored run into one as earlier versions stored it: case files that are not packed.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** `wanted`: which case files, by their names without `.gz`; default: all. */
export function unzipCases(dir: string, wanted: (name: string) => boolean = () => true): void {
  for (const packed of readdirSync(join(dir, 'cases'))) {
    const name = packed.replace(/\.gz$/, '');
    if (name === packed || !wanted(name)) continue;
    writeFileSync(join(dir, 'cases', name), gunzipSync(readFileSync(join(dir, 'cases', packed))));
    rmSync(join(dir, 'cases', packed));
  }
}
