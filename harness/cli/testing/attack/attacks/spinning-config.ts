// A configuration that is a module may do anything while it is loaded: it ends in bounded time, as a wrong
// configuration.
import { writeFileSync } from 'node:fs';
import { type Attack, oneOf } from '../attack.js';
import { finished } from '../small-run.js';

const modules: Record<string, string> = {
  spins: 'for (;;) {}',
  'never settles': 'await new Promise(() => setInterval(() => {}, 1000));',
  'waits for nothing': 'await new Promise(() => {});',
  throws: 'throw { toString() { throw 1; } };',
  'ends the process': 'process.exit(0);',
  'exports a function': 'export default () => ({});',
  'exports nothing': '',
  'exports a proxy': 'export default new Proxy({}, { ownKeys() { throw new Error("no"); } });',
};

export const spinningConfig: Attack = {
  id: 'spinning-config',
  title: 'a configuration that hangs, throws or exits: refused in bounded time',
  startsPrograms: true,
  async run({ random, bench }) {
    const [what, source] = oneOf(random, Object.entries(modules));
    writeFileSync(bench.path('holdfast.config.mjs'), source);
    const { code, err } = await finished(bench.start(['run', '--strategy', 'no-lock']));
    if (code === 2 && !err.includes('    at ')) return null;
    return `one that ${what} ended with ${code}: ${err.slice(0, 500)}`;
  },
};
