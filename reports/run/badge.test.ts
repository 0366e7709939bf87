import { expect, it } from 'vitest';
import { judgedRun } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import badgeReporter from './badge.js';

const cases: [what: Partial<Judged>, message: string, color: string][] = [
  [{ decision: 'GO', exitCode: 0 }, 'GO (linux-x64, ext4)', 'brightgreen'],
  [{ decision: 'GO', exitCode: 1 }, 'GO, but too slow (linux-x64, ext4)', 'orange'],
  [{ decision: 'GO', exitCode: 3 }, 'GO, speed unknown (linux-x64, ext4)', 'yellow'],
  [{ decision: 'NO-GO', exitCode: 1 }, 'NO-GO (linux-x64, ext4)', 'red'],
  [{ decision: 'INCONCLUSIVE', exitCode: 3 }, 'INCONCLUSIVE (linux-x64, ext4)', 'lightgrey'],
];
it.each(cases)('of %j says %j in %s: what an endpoint of shields.io has to', (what, message, color) => {
  const text = badgeReporter.render(judgedRun(what), { color: false, width: 80 });
  expect(JSON.parse(text)).toEqual({ schemaVersion: 1, label: 'holdfast', message, color });
});
