// Which Holdfast this is: the version of its package.json, and a digest of the code that really runs, because a
// working copy changes without a new version. dist/harness/ lies two levels below package.json.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

export const holdfastVersion: string = manifest.version;

/** SHA-256 over all compiled modules with their paths, in hexadecimal; not over the packages that they import. */
export function digestOfBuild(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const hash = createHash('sha256');
  const modules = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  for (const name of modules.sort()) hash.update(name).update(readFileSync(join(root, name)));
  return hash.digest('hex');
}
