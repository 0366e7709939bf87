// Stores whose document is more than the bytes of one file: journals, generations, slots. Only their own read()
// says what a disk means. The correct ones have the durability that they deserve, and no litter; each flawed
// one falls for its own reason.
import { describe, expect, it } from 'vitest';
import { killChecks } from '../../scenarios/checks/kill-checks.js';
import { noLitterAfterPowerLoss } from '../../scenarios/checks/survives-power-loss.js';
import { durabilityOf } from '../judge/durability.js';
import { inCrashContext } from './testing/crash-workbench.js';
import { correctFormats, flawedFormats, formatAddress } from './testing/formats/corpus-of-formats.js';

// Children are forked from what was built.
const built = (name: string): string => new URL(`../../dist/harness/crash/${name}`, import.meta.url).href;
const { judgeCrashStates } = (await import(built('crash-states.js'))) as typeof import('./crash-states.js');
const { stopAtEveryPoint } = (await import(built('kill-points.js'))) as typeof import('./kill-points.js');
const formats = built('testing/formats/');

const plan = {
  writes: 3,
  documentBytes: 1200,
  statesMax: 40_000,
  statesPerPointMax: 2048,
  recoveriesMax: 60,
};
const crashStates = (reference: string) =>
  inCrashContext(reference, (context) => judgeCrashStates(context, plan, 3));
const killPoints = (reference: string) =>
  inCrashContext(reference, (context) =>
    stopAtEveryPoint(context, {
      documents: [
        { documentBytes: 300, moments: ['before', 'half', 'after'] },
        { documentBytes: 64 * 1024, moments: ['half'] },
      ],
      sigkills: 3,
      patience: 'virtual',
    }),
  );

describe.concurrent('a correct store', () => {
  it.each(correctFormats)('%s survives every power loss and leaves no litter', async (format) => {
    const fact = await crashStates(formatAddress(formats, format));
    expect(durabilityOf([fact], false)).toMatchObject({ grade: 'weakest' });
    expect(noLitterAfterPowerLoss.judge([fact]).verdict).toBe('pass');
  });

  it.each(correctFormats)('%s survives every kill and leaves no litter', async (format) => {
    const fact = await killPoints(formatAddress(formats, format));
    for (const check of killChecks) expect(check.judge([fact])).toMatchObject({ verdict: 'pass' });
  });
});

describe.concurrent('a flawed store', () => {
  it.each(flawedFormats)('$format, $flaw: its grade is $grade', async ({ format, flaw, grade, kinds }) => {
    const fact = await crashStates(formatAddress(formats, format, flaw));
    const durability = durabilityOf([fact], false);
    expect(durability?.grade).toBe(grade);
    const broken = durability?.models.find(({ verdict }) => verdict === 'fail')?.kinds ?? [];
    expect(broken.filter((kind) => kind !== 'litter')).toEqual(kinds);
  });

  it('generations of dead writers that stay are litter, after a kill and after a power loss', async () => {
    const address = formatAddress(formats, 'generations', 'orphans-stay');
    const [lost, killed] = [await crashStates(address), await killPoints(address)];
    expect(durabilityOf([lost], false)).toMatchObject({ grade: 'weakest' });
    expect(noLitterAfterPowerLoss.judge([lost])).toMatchObject({ verdict: 'fail' });
    const failed = killChecks.filter((check) => check.judge([killed]).verdict !== 'pass');
    expect(failed.map(({ id }) => id)).toEqual(['no-litter-after-kill']);
  });

  it('a journal that is compacted in place, and not in its first writes, is torn by a kill', async () => {
    const killed = await killPoints(formatAddress(formats, 'append-journal', 'compacts-in-place'));
    const failed = killChecks.filter((check) => check.judge([killed]).verdict === 'fail');
    expect(failed.map(({ id }) => id)).toEqual(['acked-survives']);
  });
});
