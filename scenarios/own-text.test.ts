// Files of both syntaxes, changed as other programs and crashes change them.
import { describe, expect, it } from 'vitest';
import { cutOff, isEnveloped, isWhole, spelledValue, withField, withRev } from './own-text.js';

const yaml =
  'version: 1\nrev: 1\nupdated_at: 2025-10-08T10:30:00Z\ntasks:\n  - id: a\n    title: "x"\nnote: kept\n';
const json = '{"version":1,"rev":1,"updated_at":"2025-10-08T10:30:00Z","tasks":[{"id":"a"}],"note":"kept"}';
const pretty = `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
const enveloped = `{"theme":"dark","holdfast":${json}}`;
const texts = Object.entries({ yaml, json, pretty, enveloped });

describe.each(texts)('%s', (_, text) => {
  it('is whole', () => expect(isWhole(text)).toBe(true));

  it('gets a field, and stays whole', () => {
    const changed = withField(text, 'x_id', '9007199254740993');
    expect(isWhole(changed)).toBe(true);
    expect(spelledValue(changed, 'x_id')).toBe('9007199254740993');
    expect(spelledValue(changed, 'x_other')).toBeNull();
  });

  it('gets another rev', () => {
    const changed = withRev(text, Number.MAX_SAFE_INTEGER);
    expect(changed).not.toBeNull();
    expect(spelledValue(changed ?? '', 'rev')).toBe(String(Number.MAX_SAFE_INTEGER));
  });

  it('is never whole when it was cut off', () => {
    const cuts = cutOff(text);
    expect(cuts.length).toBeGreaterThan(2);
    expect(cuts.filter((cut) => isWhole(cut) || !text.startsWith(cut) || cut === '')).toEqual([]);
  });
});

it('leaves out cuts that no reader can tell from a whole document', () => {
  expect(cutOff(yaml)).not.toContain(yaml.slice(0, yaml.indexOf('note')));
  expect(cutOff(yaml)).toContain('version: 1\nrev: 1\n');
});

it.each([
  '',
  '\0\0',
  '- a\n- b\n',
  'version: 1\nrev: 1\nupdated_at: x\ntasks:\n',
  'rev: 1\nrev: 2\n',
  '{"rev":1}{"rev":2}',
])('%j is no whole document', (text) => {
  expect(isWhole(text)).toBe(false);
  expect(withRev(text, 9) === null || !isWhole(text)).toBe(true);
});

it('tells the document of an adapter from one that lies at the top', () => {
  expect(isEnveloped(enveloped)).toBe(true);
  expect([yaml, json, pretty, '', '{"holdfast":{"token":"t"}}'].filter(isEnveloped)).toEqual([]);
});
