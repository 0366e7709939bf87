// Recovery depends on the files that it was seen to read: their content is varied, that of files it never
// reads is not, and neither is guessed from what was there when a write was acknowledged.
import { describe, expect, it } from 'vitest';
import type { CrashStatesFact, CrashVariant } from '../../../results/facts/crash-states-fact.js';
import { durabilityOf } from '../../judge/durability.js';
import { inCrashContext, writeStrategy } from '../testing/crash-workbench.js';

// Children are forked from what was built.
const built = new URL('../../../dist/harness/crash/crash-states.js', import.meta.url).href;
const { judgeCrashStates } = (await import(built)) as typeof import('../crash-states.js');

const plan = { writes: 2, documentBytes: 600, statesMax: 40_000, statesPerPointMax: 2048, recoveriesMax: 60 };

function crashStates(replace: string, beforeReading = ''): Promise<CrashStatesFact> {
  return inCrashContext('', (context) => {
    const reference = writeStrategy(context.freshDirectory('strategy'), replace, beforeReading);
    return judgeCrashStates({ ...context, reference }, plan, 3);
  });
}

const syncDirectory = `{
  const dir = fs.openSync(path.dirname(file), 'r');
  fs.fsyncSync(dir);
  fs.closeSync(dir);
}`;
const put = (name: string, text: string, sync: boolean): string => `{
  const fd = fs.openSync(${name}, 'w');
  fs.writeSync(fd, ${text});
  ${sync ? 'fs.fsyncSync(fd);' : ''}
  fs.closeSync(fd);
}`;
const durableRename = `${put("file + '.tmp'", 'text', true)} fs.renameSync(file + '.tmp', file); ${syncDirectory}`;

/** The document is there already: how its directories came about does not matter. */
function present(fact: CrashStatesFact): CrashVariant {
  const [variant] = fact.variants;
  if (variant === undefined) throw new Error('no variant');
  expect(variant).toMatchObject({ distrust: null, acknowledged: 2 });
  return variant;
}
const grade = (variant: CrashVariant, fact: CrashStatesFact): string | undefined =>
  durabilityOf([{ ...fact, variants: [variant] }], false)?.grade;
const weakest = (variant: CrashVariant) => variant.models.find(({ id }) => id === 'weakest');

describe.concurrent('a note that is written and never read', () => {
  const note = `fs.appendFileSync(file + '.log', 'x'.repeat(700));`;

  it.concurrent('costs no disk states of its own content, and the bytes of the document still tell', async () => {
    const [without, withNote] = await Promise.all([
      crashStates(durableRename),
      crashStates(`${durableRename} ${note}`),
    ]);
    const [plain, noted] = [present(without), present(withNote)];
    expect(grade(noted, withNote)).toBe('weakest');
    expect(weakest(noted)?.coverage).toEqual({ type: 'exhaustive' });
    // Its name may be missing or there; each of its blocks is not one more choice.
    const factor = (weakest(noted)?.uniqueStates ?? 0) / (weakest(plain)?.uniqueStates ?? 1);
    expect(factor).toBeLessThan(6);
    expect(noted.audit.length).toBeGreaterThan(0);
  });

  it.concurrent('is varied once recovery reads it', async () => {
    const reads = `if (fs.existsSync(file + '.log')) fs.readFileSync(file + '.log');`;
    const [unread, read] = await Promise.all([
      crashStates(`${durableRename} ${note}`),
      crashStates(`${durableRename} ${note}`, reads),
    ]);
    expect(weakest(present(read))?.uniqueStates).toBeGreaterThan(
      2 * (weakest(present(unread))?.uniqueStates ?? 0),
    );
  });
});

describe.concurrent('a journal that is gone when a write is acknowledged', () => {
  /** Whole or not, what the journal holds becomes the document. */
  const trusting = `if (fs.existsSync(file + '.journal')) fs.renameSync(file + '.journal', file);`;
  const journalled = `
    ${put("file + '.journal'", 'text', true)}
    ${durableRename}
    fs.unlinkSync(file + '.journal'); ${syncDirectory}`;

  const checking = `if (fs.existsSync(file + '.journal')) {
    try { JSON.parse(fs.readFileSync(file + '.journal', 'utf8')); ${trusting} }
    catch { fs.unlinkSync(file + '.journal'); }
  }`;
  const lost = async (recovery: string): Promise<string[] | undefined> => {
    const fact = await crashStates(journalled, recovery);
    return weakest(present(fact))?.failures.flatMap(({ kind }) => (kind === 'litter' ? [] : [kind]));
  };

  it.concurrent('is varied because recovery takes it up: trusted as it is, a cut one is the end of the document', async () => {
    // What is no JSON is no answer either.
    expect(await lost(trusting)).toEqual(['recovery-failed']);
  });

  it.concurrent('and loses nothing where recovery looks whether it is whole', async () => {
    expect(await lost(checking)).toEqual([]);
  });
});

describe.concurrent('a document in two files', () => {
  const generation = (sync: boolean): string => `
    const name = path.basename(file) + '.' + stored.rev;
    ${put('path.join(path.dirname(file), name)', 'text', sync)}
    ${put("file + '.tmp'", 'name', true)}
    ${sync ? syncDirectory : ''}
    fs.renameSync(file + '.tmp', file);
    ${sync ? syncDirectory : ''}`;
  const followed = `const pointed = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null;
    if (pointed !== null && !pointed.startsWith('{')) return JSON.parse(fs.readFileSync(path.join(path.dirname(file), pointed), 'utf8'));`;

  it.concurrent('is judged by the strategy alone, and survives when both are synced', async () => {
    const fact = await crashStates(generation(true), followed);
    const variant = present(fact);
    expect(weakest(variant)?.failures.filter(({ kind }) => kind !== 'litter')).toEqual([]);
    // No bytes to audit by.
    expect(variant.audit).toEqual([]);
    expect(weakest(variant)?.recovered).toBeGreaterThan(10);
  });

  it.concurrent('is torn when the second is not synced', async () => {
    const fact = await crashStates(generation(false), followed);
    expect(weakest(present(fact))?.failures.map(({ kind }) => kind)).not.toEqual([]);
    expect(grade(present(fact), fact)).not.toBe('weakest');
  });
});
