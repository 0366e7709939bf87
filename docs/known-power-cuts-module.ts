// The source of reports/platform/known-power-cuts.ts: what stored power cuts showed, as far as reports tell it beside
// a grade. Pure, from the record.
import { type PowerCutRow, rowsOf } from '../results/verdicts/power-cut-agreement.js';
import type { PowerCuts } from '../results/verdicts/power-cuts.js';

export function knownPowerCutsModule(record: PowerCuts): string {
  const rows = rowsOf(record).filter(({ images, reason }) => images > 0 && reason === '');
  return [
    '// Made from docs/evidence/power-cuts.json by `npm run docs`: what power cuts on real file systems showed. Images,',
    '// and those of them that broke the promise.',
    "import type { PowerCutCounts } from './power-cut-counts.js';",
    '',
    'export const knownPowerCuts: PowerCutCounts = {',
    `  kernel: ${quoted(record.platform.kernel)},`,
    '  rows: [',
    ...rows.map((row) => `    ${literal(row)},`),
    '  ],',
    '};',
    '',
  ].join('\n');
}

function literal({ strategy, fileSystem, mountedWith, mutant, images, failed }: PowerCutRow): string {
  const where = mountedWith === '' ? fileSystem : `${fileSystem}:${mountedWith}`;
  return `[${quoted(strategy)}, ${quoted(where)}, ${mutant ? 'true' : 'false'}, ${images}, ${failed}]`;
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
