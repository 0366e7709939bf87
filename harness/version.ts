// This package's version, read from its own package.json: dist/harness/ lies two levels below it.
import { readFileSync } from 'node:fs';

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

export const holdfastVersion: string = manifest.version;
