// This package's version, read from its own package.json: dist/harness/ lies two levels below it.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const holdfastVersion: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
