import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { plainDataOf } from './own-task-file-text.js';
import type { TaskFile } from './strategy.js';
import { parseTaskFile, serialiseTaskFile } from './task-file.js';

const head = 'version: 1\nrev: 3\nupdated_at: 2025-10-08T10:30:00Z\n';

describe('understands', () => {
  it('a document as people write it', () => {
    expect(parseTaskFile(`${head}tasks:\n  - id: a\n    due: 2025-01-01\nowner: me\n`, 'f.yaml')).toEqual({
      version: 1,
      rev: 3,
      updated_at: '2025-10-08T10:30:00Z',
      tasks: [{ id: 'a', due: '2025-01-01' }],
      owner: 'me',
    });
  });

  it.each([
    ['0x10', 16],
    ['-0', -0],
    ['1.5e3', 1500],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740993', 9007199254740993n],
    ['-123456789012345678901', -123456789012345678901n],
    ['0xffffffffffffffff', 18446744073709551615n],
    ['1e20', 1e20],
    ['.nan', Number.NaN],
    ['yes', 'yes'],
    ['<<', '<<'],
  ])('%s exactly', (text, value) => {
    const file = parseTaskFile(`${head}tasks: []\nx: ${text}\n`, 'f.yaml');
    expect(file.x).toBe(value);
    expect(parseTaskFile(serialiseTaskFile(file), 'f.yaml').x).toBe(value);
  });

  it('bytes with a byte order mark', () => {
    expect(parseTaskFile(Buffer.from(`\uFEFF${head}tasks: []\n`), 'f.yaml').rev).toBe(3);
  });
});

describe('refuses, naming file, line and remedy', () => {
  it.each([
    ['nothing', '', 'INVALID_DOCUMENT', /^f\.yaml:1: the file is empty.*untouched/],
    ['only a comment', '# tasks\n', 'INVALID_DOCUMENT', /^f\.yaml:1: the file is empty/],
    ['null', 'null', 'INVALID_DOCUMENT', /the document is empty instead of a mapping/],
    ['a list', '- 1\n', 'INVALID_DOCUMENT', /the document is a list/],
    ['a cut-off document', `${head}tasks:\n  - id: "a`, 'INVALID_DOCUMENT', /^f\.yaml:5: not understood/],
    ['a cut-off list', `${head}tasks:\n`, 'INVALID_DOCUMENT', /^f\.yaml:4: tasks is empty instead of a list/],
    ['no version', 'rev: 1\n', 'INVALID_DOCUMENT', /version is missing/],
    ['version 0', head.replace('1', '0'), 'INVALID_DOCUMENT', /version is 0/],
    ['version as text', head.replace('1', '"1"'), 'INVALID_DOCUMENT', /version is the text "1"/],
    [
      'a newer version',
      '# new\nversion: 2\ntasks: gone\n',
      'UNSUPPORTED_VERSION',
      /^f\.yaml:2: version 2.*newer program/,
    ],
    ['a huge version', 'version: 99999999999999999999\n', 'UNSUPPORTED_VERSION', /99999999999999999999/],
    [
      'rev 2^53',
      head.replace('3', '9007199254740992'),
      'REV_OUT_OF_RANGE',
      /^f\.yaml:2: rev 9007199254740992/,
    ],
    ['rev beyond u64', head.replace('3', '99999999999999999999'), 'REV_OUT_OF_RANGE', /:2: rev 9{20}/],
    ['a rev that rounds', head.replace('3', '9007199254740990.6'), 'REV_OUT_OF_RANGE', /9007199254740990\.6/],
    ['a negative rev', head.replace('3', '-1'), 'REV_OUT_OF_RANGE', /rev -1/],
    ['rev as text', head.replace('3', 'three'), 'INVALID_DOCUMENT', /rev is the text "three"/],
    ['no rev', 'version: 1\nupdated_at: x\ntasks: []\n', 'INVALID_DOCUMENT', /rev is missing/],
    [
      'updated_at as number',
      'version: 1\nrev: 1\nupdated_at: 5\ntasks: []\n',
      'INVALID_DOCUMENT',
      /:3: updated_at is 5/,
    ],
    ['tasks as mapping', `${head}tasks: {}\n`, 'INVALID_DOCUMENT', /:4: tasks is a mapping/],
    [
      'a task as text',
      `${head}tasks:\n  - id: a\n  - b\n`,
      'INVALID_DOCUMENT',
      /:6: tasks\[1\] is the text "b"/,
    ],
    ['a task without id', `${head}tasks:\n  - x: a\n`, 'INVALID_DOCUMENT', /:5: tasks\[0\]\.id is missing/],
    ['a numeric id', `${head}tasks:\n  - x: a\n    id: 7\n`, 'INVALID_DOCUMENT', /:6: tasks\[0\]\.id is 7/],
    [
      'a hole',
      `${head}tasks: []\nx: \0\0\n`,
      'INVALID_DOCUMENT',
      /:5: holds a zero byte, as .* loss of power/,
    ],
    ['a duplicate key', `${head}rev: 4\ntasks: []\n`, 'INVALID_DOCUMENT', /:4: not understood: .*unique/],
    ['two documents', `${head}tasks: []\n---\na: 1\n`, 'INVALID_DOCUMENT', /several documents/],
    ['an alias', `${head}tasks: []\na: &x [1]\nb: *x\n`, 'INVALID_DOCUMENT', /:6: YAML aliases.*Write out/],
    ['an alias of itself', `${head}tasks: &x [*x]\n`, 'INVALID_DOCUMENT', /:4: YAML aliases/],
    ['a known tag', `${head}tasks: []\na: !!binary aGk=\n`, 'INVALID_DOCUMENT', /:5: .*tag/i],
    ['an unknown tag', `${head}tasks: []\na: !mine 1\n`, 'INVALID_DOCUMENT', /:5: .*tag/i],
    ['a mapping as key', `${head}tasks: []\n? {a: 1}\n: 2\n`, 'INVALID_DOCUMENT', /not understood/],
    ['extreme nesting', '['.repeat(50_000), 'INVALID_DOCUMENT', /not understood/],
  ])('%s', (_name, text, code, message) => {
    expect(() => parseTaskFile(text, 'f.yaml')).toThrow(
      expect.objectContaining({ name: 'StoreError', code, message: expect.stringMatching(message) }),
    );
  });

  it('bytes that are not UTF-8', () => {
    expect(() => parseTaskFile(Buffer.from([0x76, 0xff]), 'f.yaml')).toThrow(/f\.yaml:1: is not UTF-8/);
  });

  it('an exponential expansion, without expanding it', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}]`);
    const bomb = `${head}tasks: []\nl0: &l0 [1]\n${levels.join('\n')}\n`;
    expect(() => parseTaskFile(bomb, 'f.yaml')).toThrow(/:6: YAML aliases/);
  });
});

describe('what is written comes back', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '\n',
        '\r',
        '\t',
        ' ',
        '-',
        ':',
        '#',
        '"',
        "'",
        '|',
        '>',
        '\u0085',
        '\u2028',
        '\ud800',
        'a',
      ),
    }),
    fc.constantFrom(
      'null',
      '~',
      'true',
      '1',
      '0x1',
      '1e3',
      '2025-01-01',
      '<<',
      '---',
      '...',
      '!!int',
      '*a',
      '__proto__',
      'x'.repeat(2000),
    ),
  );
  const number = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.constantFrom(-0, 2 ** 53, -(2 ** 64), 1e21, 5e-324, Number.MAX_VALUE),
    fc.bigInt().filter((n) => !Number.isSafeInteger(Number(n))),
  );
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      number,
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(text, tie('node'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).node;
  const file = fc
    .record({
      unknown: fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true }),
      rev: fc.maxSafeNat(),
      tasks: fc.array(
        fc
          .tuple(fc.dictionary(text, value, { maxKeys: 3, noNullPrototype: true }), text)
          .map(([task, id]) => ({ ...task, id })),
        { maxLength: 4 },
      ),
    })
    .map(({ unknown, rev, tasks }): TaskFile => ({ ...unknown, version: 1, rev, updated_at: 'now', tasks }));

  it.each([' \n', '\n ', 'a\n \nb', ' \n\n ', '\t\n', 'a\n  b\n'])('for the lines %j', (id) => {
    const written: TaskFile = { version: 1, rev: 0, updated_at: 'now', tasks: [{ id }] };
    expect(parseTaskFile(Buffer.from(serialiseTaskFile(written)), 'tasks.yaml')).toStrictEqual(written);
  });

  it('for any plain data', () => {
    fc.assert(
      fc.property(file, (written) => {
        const text = serialiseTaskFile(written);
        expect(parseTaskFile(Buffer.from(text), 'f.yaml')).toStrictEqual(written);
        // A comment leaves it to the library, which judges what is written here.
        expect(parseTaskFile(`${text}# by others\n`, 'f.yaml')).toStrictEqual(written);
      }),
      { numRuns: 600 },
    );
  });

  it('without the library where nobody else wrote it, but for keys that are too long', () => {
    fc.assert(
      fc.property(file, (written) => {
        const text = serialiseTaskFile(written);
        const hasLongKey = text.includes('? ') || text.includes('x'.repeat(1000));
        if (!hasLongKey) expect(plainDataOf(text)).toStrictEqual(written);
      }),
    );
  });

  it('as the library has it where others changed the text', () => {
    const outcomeOf = (text: string): unknown => {
      try {
        return parseTaskFile(text, 'f.yaml');
      } catch (error) {
        // Where a text ends differs with the blanks below.
        return String(error).replace(/f\.yaml:\d+/, 'f.yaml');
      }
    };
    const piece = fc.oneof(
      fc.constantFrom('\n', ' ', '  ', ': ', '- ', '"', '\\', '#', '0', '-0', 'a: 1\n', '\0', '[]', '{', '.'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    fc.assert(
      fc.property(file, fc.nat(), fc.nat(3), piece, (written, anywhere, gone, put) => {
        const text = serialiseTaskFile(written);
        const at = anywhere % (text.length + 1);
        const changed = text.slice(0, at) + put + text.slice(at + gone);
        // The blanks say nothing to YAML, and are not ours.
        if (changed.endsWith('\n')) expect(outcomeOf(changed)).toStrictEqual(outcomeOf(`${changed}\n\n`));
      }),
      { numRuns: 250 },
    );
  });

  it.each(['-0', '1.5', '9007199254740993'])('but for a rev %s, which is refused as ever', (rev) => {
    const text = `version: 1\nrev: ${rev}\nupdated_at: now\ntasks: []\n`;
    expect(() => parseTaskFile(text, 'f.yaml')).toThrow(`f.yaml:2: rev ${rev}`);
  });

  // Others read the file, too, by the library as it comes or by the rules of YAML 1.1; by those, the library
  // takes the key <<, in quotes or not, for a merge. Keys that are too long are left to the library.
  it.each([undefined, '1.1'] as const)('for any text, read with the library’s rules of %s', (version) => {
    fc.assert(
      fc.property(fc.array(text.filter((one) => one !== '<<' && one.length < 100)), (texts) => {
        const written = {
          version: 1,
          rev: 0,
          updated_at: '',
          tasks: [],
          texts,
          keys: Object.fromEntries(texts.map((key) => [key, 1])),
        };
        const read = parse(serialiseTaskFile(written), version === undefined ? {} : { version }) as object;
        expect(read).toStrictEqual(written);
      }),
      { numRuns: 200 },
    );
  });

  it('on one line each, without quotes where nothing is in doubt', () => {
    const written = {
      ...{ version: 1, rev: 0, updated_at: '2025-10-08T10:30:00.000Z' },
      tasks: [{ id: 'a-1', title: 'Buy milk', tags: ['x', 'no'], nested: [[1], {}] }],
      a: { b: { c: [] } },
    };
    expect(serialiseTaskFile(written).split('\n')).toEqual([
      ...['version: 1', 'rev: 0', 'updated_at: 2025-10-08T10:30:00.000Z', 'tasks:', '  - id: a-1'],
      ...['    title: Buy milk', '    tags:', '      - x', '      - "no"', '    nested:', '      - - 1'],
      ...['      - {}', 'a:', '  b:', '    c: []', ''],
    ]);
  });

  it('data that is shared, as data twice', () => {
    const shared = { note: 'same' };
    const written = { version: 1, rev: 1, updated_at: 'now', tasks: [], a: shared, b: shared };
    expect(parseTaskFile(serialiseTaskFile(written), 'f.yaml')).toEqual(written);
  });
});
