import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseOf, death, steps } from '../testing/run-fixture.js';
import { ArchiveError } from './archive-error.js';
import { caseFileName, isCaseFileName, parseCase, serialiseCase } from './case-file.js';

describe('case file names', () => {
  it('keep ids in kebab-case readable', () => {
    expect(caseFileName('flock', 'round-trip', 'single')).toBe('flock.round-trip.single.jsonl');
  });

  it.each([
    'con',
    'nul',
    'com1',
    'LPT9',
    '',
    '.',
    '..',
    '../../x',
    'a/b',
    'a\\b',
    'a:b',
    'Flock',
    'ä',
    'x'.repeat(300),
  ])('reduce %j to a safe name', (id) => {
    const name = caseFileName(id, 'mixed', 'threads');
    expect(isCaseFileName(name)).toBe(true);
    expect(name).toMatch(/_[0-9a-f]{12}\.mixed\.threads\.jsonl$/);
  });

  it('are safe, and differ for different ids even where capitals are folded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const [nameA, nameB] = [a, b].map((id) => caseFileName(id, 'mixed', 'threads'));
        expect(nameA).toMatch(/^[a-z0-9_-]+\.mixed\.threads\.jsonl$/);
        expect(nameA === nameB).toBe(a === b);
      }),
    );
  });
});

describe('the content', () => {
  const { entry, header } = caseOf('flock', 'mixed', 'threads');

  it('round-trips', () => {
    const facts = [steps, death, death];
    const parsed = parseCase(serialiseCase(entry, header, facts), 'x.jsonl');
    expect(parsed).toEqual({
      header,
      state: entry.state,
      durationMs: entry.durationMs,
      facts,
      isDigested: true,
    });
  });

  it('notices a line that was dropped, added or changed', () => {
    const lines = serialiseCase(entry, header, [steps, death]).trimEnd().split('\n');
    const [first, second, third] = lines as [string, string, string];
    for (const broken of [
      [first, second],
      [first, second, third, third],
      [first, second, ''],
      [first, second, '{"kind":"rumour"}'],
      [second, third],
    ]) {
      expect(() => parseCase(broken.join('\n'), 'x.jsonl')).toThrow(/x\.jsonl/);
    }
  });

  it('notices every changed bit, or means the same', () => {
    const whole = Buffer.from(serialiseCase(entry, header, [steps, death]));
    const meant = { ...parseCase(whole.toString(), 'x.jsonl'), isDigested: expect.any(Boolean) };
    let same = 0;
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      try {
        expect(parseCase(flipped.toString(), 'x.jsonl')).toEqual(meant);
        same += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(ArchiveError);
      }
    }
    // The name of the digest's field: then the file looks like one of an earlier version.
    expect(same).toBeLessThan(8 * '"digest"'.length);
  });

  it('reads files of earlier versions, which have no digest', () => {
    const text = serialiseCase(entry, header, [steps]);
    const old = text.replace(/,"digest":"\w{64}"/, '');
    expect(old).not.toBe(text);
    expect(parseCase(old, 'x.jsonl')).toEqual({ ...parseCase(text, 'x.jsonl'), isDigested: false });
  });
});
