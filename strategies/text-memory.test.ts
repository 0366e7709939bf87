import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Task, TaskFile } from './strategy.js';
import { parseTaskFile, rememberTexts, serialiseTaskFile } from './task-file.js';
import { TextMemory } from './text-memory.js';

const plainData = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.constantFrom<unknown>(true, false, null, -0, Number.NaN, '1', '~', 't', '', 1e20, 5n),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', '1', 'a')), tie('value'), {
      maxKeys: 4,
    }),
  ),
})).value;

const documents = fc
  .record({ rev: fc.nat(3), tasks: fc.constantFrom<Task[]>([], [{ id: 'a' }], [{ id: 'b' }]), x: plainData })
  .map((fields): TaskFile => ({ version: 1, updated_at: '', ...fields }));

const parse = (text: string) => parseTaskFile(text, 'f.yaml');

describe('with a memory', () => {
  it('everything is as without one, however often it is asked for', () => {
    fc.assert(
      fc.property(
        fc.array(documents, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (files, limit) => {
          const memory = new TextMemory(limit);
          for (const file of [...files, ...files]) {
            const text = serialiseTaskFile(file);
            expect(memory.textOf(file, serialiseTaskFile)).toBe(text);
            expect(memory.meaningOf(text, parse)).toStrictEqual(parse(text));
            expect(memory.meaningOf(text, parse)).toStrictEqual(parse(text));
          }
        },
      ),
    );
  });

  it('documents whose YAML differs never share a text', () => {
    fc.assert(
      fc.property(documents, documents, (one, other) => {
        const memory = new TextMemory(2);
        memory.textOf(one, serialiseTaskFile);
        expect(memory.textOf(other, serialiseTaskFile)).toBe(serialiseTaskFile(other));
      }),
    );
  });

  it.each([
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: '1' }, { a: 1 }],
    [{ a: 1 }, { a: 1n }],
    [{ a: -0 }, { a: 0 }],
    [{ a: [] }, { a: {} }],
    [{ a: null }, { a: '~' }],
    [
      [1, 23],
      [12, 3],
    ],
    [{ a: 's1:b' }, { a: 'b' }],
    [{ a: 'x', b: 'y' }, { a: 'x1:bs1:y' }],
  ])('%o and %o are told apart', (one, other) => {
    const memory = new TextMemory(2);
    let asked = 0;
    const serialise = () => String(++asked);
    expect([memory.textOf(one, serialise), memory.textOf(other, serialise)]).toEqual(['1', '2']);
    expect([memory.textOf(one, serialise), memory.textOf(other, serialise)]).toEqual(['1', '2']);
  });

  it('whoever changes a document changes nobody else’s', () => {
    const memory = new TextMemory(1);
    const text = serialiseTaskFile({ version: 1, rev: 1, updated_at: '', tasks: [{ id: 'a', of: ['x'] }] });
    for (let round = 0; round < 3; round += 1) {
      const document = memory.meaningOf(text, parse);
      expect(document).toStrictEqual(parse(text));
      document.rev = 7;
      document.tasks[0] = { id: 'other' };
      document.tasks.push({ id: 'more' });
      const changed = memory.meaningOf(text, parse);
      Object.assign(changed.tasks[0] ?? {}, { of: null });
    }
  });

  it('a document that is changed is written anew', () => {
    const memory = new TextMemory(4);
    const file: TaskFile = { version: 1, rev: 1, updated_at: '', tasks: [{ id: 'a' }] };
    const before = memory.textOf(file, serialiseTaskFile);
    file.tasks.push({ id: 'b' });
    expect(memory.textOf(file, serialiseTaskFile)).not.toBe(before);
  });

  it('the same text is understood once', () => {
    const memory = new TextMemory(2);
    let asked = 0;
    const count = (text: string) => ({ text, asked: ++asked });
    for (const text of ['a', 'b', 'a', 'c', 'b']) memory.meaningOf(text, count);
    // b is still known when c comes, and a is forgotten for it.
    expect(asked).toBe(3);
    expect(memory.meaningOf('a', count)).toEqual({ text: 'a', asked: 4 });
  });

  it('what is refused is refused again, in the name of its own file', () => {
    rememberTexts(2);
    const lines = (text: string) =>
      [1, 2].map((file) => {
        try {
          return parseTaskFile(text, `f${file}.yaml`).rev;
        } catch (error) {
          return String(error);
        }
      });
    for (const text of ['', 'version: 1\nrev: {', 'version: 1\nrev: \0\0', 'version: 2\nrev: 1\n']) {
      const [first, second] = lines(text);
      expect(first).toMatch(/^StoreError: f1\.yaml:[12]: /);
      expect(second).toBe(String(first).replace('f1', 'f2'));
      expect(lines(text)).toEqual([first, second]);
    }
  });

  it('what is thrown is thrown again', () => {
    const memory = new TextMemory(2);
    let asked = 0;
    const refuse = () => {
      throw new Error(`asked ${++asked}`);
    };
    expect(() => memory.meaningOf('x', refuse)).toThrow('asked 1');
    expect(() => memory.meaningOf('x', refuse)).toThrow('asked 2');
  });

  it('long texts are forgotten before many short ones would be', () => {
    const memory = new TextMemory(100);
    const long = (letter: string) => letter.repeat(3 * 1024 * 1024);
    let asked = 0;
    const count = () => ({ asked: ++asked });
    for (const letter of ['a', 'b', 'a', 'c', 'b', 'c']) memory.meaningOf(long(letter), count);
    expect(asked).toBe(3);
    expect(memory.meaningOf(long('a'), count)).toEqual({ asked: 4 });
    expect(memory.meaningOf('x'.repeat(9 * 1024 * 1024), count)).toEqual({ asked: 5 });
  });

  it.each([
    [new Date(0)],
    [new Map([['a', 1]])],
    [{ toJSON: () => 1 }],
    [undefined],
    [[undefined]],
    [() => 1],
  ])('%o is no plain data and is written anew each time', (data) => {
    const memory = new TextMemory(2);
    let asked = 0;
    const serialise = () => String(++asked);
    expect([memory.textOf(data, serialise), memory.textOf(data, serialise)]).toEqual(['1', '2']);
  });

  it('a thread that is to remember gives the same answers as before', () => {
    const file: TaskFile = { version: 1, rev: 1, updated_at: '', tasks: [{ id: 'a' }] };
    const text = serialiseTaskFile(file);
    rememberTexts(4);
    for (let round = 0; round < 3; round += 1) {
      expect(serialiseTaskFile(file)).toBe(text);
      const document = parse(text);
      expect(document).toStrictEqual(file);
      document.tasks = [];
      expect(() => parse(`${text}---\n`)).toThrow('f.yaml:');
    }
  });
});
