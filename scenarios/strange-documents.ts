// Documents and parts of documents that programs get wrong, each from a public bug report: keys that mean
// something to JavaScript, to YAML or to a library; objects that many tasks share; values of other programs.
import type { Task } from '../strategies/strategy.js';

export const strangeKeys: readonly string[] = [
  'a.b',
  'a[0]',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  ' ',
  '0',
  '-1',
  '1e3',
  'null',
  'true',
  '~',
  '<<',
  'a: b',
  '#x',
  '- x',
  '? x',
  '&x',
  '*x',
  '$ref',
  'line\nbreak',
  'é',
  'x'.repeat(1500),
];

/** Each is the only one of its kind that some format, library or clean-up changes. */
export const strangeValues: Readonly<Record<string, unknown>> = {
  'no value': null,
  'an empty list': [],
  'an empty mapping': {},
  'an empty text': '',
  'a list in a list': [[1], [], [[2]]],
  'seventeen digits': 0.1 + 0.2,
  'a third': 1 / 3,
  'digits on both sides': 123_456_789.123_456_79,
  'the largest number': Number.MAX_VALUE,
  'the smallest number': Number.MIN_VALUE,
  'more than 2^64': 1e21,
  'a letter with its accent apart': 'e\u0301 A\u030a',
  'the same letter in one': '\u00e9 \u00c5',
  'a ligature and full width': '\ufb01 \uff21',
  'CR and LF': 'one\r\ntwo\r\n',
  'CR alone': 'one\rtwo',
  'tabs and line ends around': '\t\n x \n\t',
  'unusual blanks': '\u00a0x\u2003\u200b',
  'line separators': 'one\u2028two\u2029three\u0085four',
  'several code points': '\u{1f469}\u200d\u{1f467} \u{1f1e9}\u{1f1ea}',
  'an instant': '2025-10-08T10:30:00Z',
  'an instant with a zone': '2025-10-08 10:30:00+02:00',
  'a time': '12:30:45',
  'a number with a line': '1_000',
  'no number': '.nan',
};

const MANY = 150;

function manyTasks(fields: () => Omit<Task, 'id'>): Task[] {
  return Array.from({ length: MANY }, (_, index) => ({ id: `t${index}`, ...fields() }));
}

const labels = ['urgent', 'home'];
const person = { name: 'Ada', groups: { admins: true } };

/** The same object in many places: a library may write references instead, or take them for circles. */
export const sharedObjects: readonly { what: string; tasks: readonly Task[] }[] = [
  { what: `one list shared by ${MANY} tasks`, tasks: manyTasks(() => ({ labels })) },
  {
    what: `one mapping shared by ${MANY} tasks`,
    tasks: manyTasks(() => ({ owner: person, by: person.groups })),
  },
];

export interface ForeignValue {
  name: string;
  /** Tells apart what has the same name; default: the name. */
  what?: string;
  /** As another program spells it; valid in YAML, and in JSON unless `yamlOnly`. */
  spelled: string;
  kind: 'integer' | 'number' | 'instant' | 'text';
  yamlOnly?: true;
  /** Changes the whole text instead of adding a field. */
  dressed?: (text: string) => string;
}

export const foreignValues: readonly ForeignValue[] = [
  { name: 'x_beyond_2_53', spelled: '9007199254740993', kind: 'integer' },
  { name: 'x_int64_min', spelled: '-9223372036854775807', kind: 'integer' },
  { name: 'x_uint64_max', spelled: '18446744073709551615', kind: 'integer' },
  { name: 'x_decimal', spelled: '0.1', kind: 'number' },
  { name: 'x_price', spelled: '123456.789', kind: 'number' },
  { name: 'x_tiny', spelled: '1.5e-300', kind: 'number' },
  { name: 'x_date', spelled: '2025-10-08', kind: 'instant', yamlOnly: true },
  { name: 'x_instant', spelled: '2025-10-08T10:30:00Z', kind: 'instant', yamlOnly: true },
  { name: 'x_text', spelled: '"007"', kind: 'text' },
  {
    name: 'x_last',
    what: 'a byte order mark',
    spelled: 'kept',
    kind: 'text',
    dressed: (text) => `\u{feff}${text}`,
  },
  {
    name: 'x_last',
    what: 'CRLF',
    spelled: 'kept',
    kind: 'text',
    dressed: (text) => text.replace(/\r?\n/g, '\r\n'),
  },
];
