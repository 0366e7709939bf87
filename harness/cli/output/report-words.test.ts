// That `holdfast explain` knows every word of a report that is not plain English: held over the committed run
// as it is rendered, the first screen and all the rest.
import { expect, test } from 'vitest';
import consoleReporter from '../../../reports/run/console.js';
import { readJudged } from '../../../results/archive/archive.js';
import { scenarios } from '../../../scenarios/all-scenarios.js';
import { criteria } from '../../../scenarios/criteria.js';
import { strategies } from '../../../strategies/strategy-registry.js';
import type { Ports } from '../ports.js';
import { explain, explainable } from './explanation.js';

/** Hyphenated English, and what the run was made with. */
const plainWords = /^(?:holdfast|linux|node|ext4|yaml|json|tasks|pid|rw)\b|^(?:own|so-called|read-only)$/;

/** What words mean is all that is asked of it. */
const parts: Partial<Ports> = {
  strategies,
  catalogue: () => Promise.resolve({ scenarios, criteria }),
  strategySource: (id) => Promise.resolve({ file: `${id}.ts`, notes: [] }),
};
const ports = parts as Ports;

test('of the reference run', async () => {
  const dir = new URL('../../../results/reference/linux-ext4', import.meta.url).pathname;
  const judged = await readJudged(dir);
  const text = [false, true]
    .map((full) => consoleReporter.render(judged, { color: false, width: 200, full }))
    .join('\n')
    .split('\n')
    // Steps of a counterexample, and commands, are not prose.
    .filter((line) => !line.includes('│') && !line.includes('holdfast '))
    .join('\n');
  const ids = text.match(/(?<![\w./-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w./-])/g) ?? [];
  const shouted = text.match(/(?<![\w./-])[A-Z]{2}[A-Z-]*(?![\w./-])/g) ?? [];
  const heads = [
    'one writer',
    'threads',
    'processes',
    'median',
    'p99',
    '× floor',
    'survives',
    'weakest',
    'strict',
    'm03',
  ];
  // Codes of the operating system have their own manual.
  const isErrno = (word: string) => /^E[A-Z]{3,}$/.test(word);
  const known = new Set(await explainable(ports));
  const strange: string[] = [];
  for (const word of new Set([...ids, ...shouted, ...heads])) {
    if (known.has(word) || isErrno(word) || plainWords.test(word) || !text.includes(word)) continue;
    if ((await explain(word, ports)).length === 0) strange.push(word);
  }
  expect(strange).toEqual([]);
});
