// What a measured run advises: for each situation the quickest of those that fit it, and when to leave files for a
// database. Pure. Where the run can't tell them apart, all that fit are named, and no figure is given.
import { inCode, item, markdownTable, paragraph } from '../text/markdown-page.js';
import { bytesInWords } from '../text/quantity.js';
import type {
  Crowd,
  PerformanceBySize,
  PerformanceInCrowd,
  PerformanceRecord,
  PerformanceRow,
  RatioFigure,
} from './performance-record.js';

/** A loaded machine, or a pair of one strategy that is far apart, tells nothing apart. */
export const BUSY_MIN = 0.25;
const NOISE_MAX = 0.25;
/** Jain's index: below it, some get too little for their throughput to count. */
const FAIR_MIN = 0.8;
/** Documents of this size and above count as large. */
const LARGE_BYTES_MIN = 128 * 1024;
const DATABASES = ['sqlite-wal', 'sqlite', 'lmdb'];

export const toldRatio = ({ value, low, high }: RatioFigure): string =>
  `${value.toFixed(2)} [${low.toFixed(2)}–${high.toFixed(2)}]`;

export function whichOne(record: PerformanceRecord): string[] {
  const isQuiet = tellsApart(record);
  return [
    ...(isQuiet
      ? []
      : [
          paragraph(
            'The machine was too busy with something else for this run to tell one strategy from another. So the table ' +
              'names all that fit, in the order of their medians here, and gives no figures; the run has to be repeated ' +
              'on an idle machine.',
          ),
        ]),
    markdownTable(['You have', 'Take', 'Because'], advice(record, isQuiet)),
    paragraph(
      (isQuiet ? 'Several are named where their intervals overlap: the run does not tell them apart. ' : '') +
        'A person can read the file of each; `two-slot` and `journal` keep several documents in it, of which one counts. ' +
        'What each is for, and what it asks for, stands in [strategies](strategies.md).',
    ),
  ];
}

function tellsApart({ othersShare, sizes }: PerformanceRecord): boolean {
  const noise = sizes[0] === undefined ? 0 : Math.abs(sizes[0].noise.value - 1);
  return othersShare <= BUSY_MIN && noise <= NOISE_MAX;
}

/** One who fits a situation, and its figure in this run. */
interface Fit {
  id: string;
  figure: RatioFigure;
}

function advice({ sizes, contention }: PerformanceRecord, isQuiet: boolean): string[][] {
  const [usual] = sizes;
  const large = sizes.findLast(({ documentBytes }) => documentBytes >= LARGE_BYTES_MIN);
  const bare = new Set(
    (usual?.rows ?? [])
      .filter(({ role, addon }) => role === 'candidate' && addon === null)
      .map(({ id }) => id),
  );
  const row = (who: string, all: readonly Fit[], order: 'least' | 'most', unit: string): string[][] => {
    const best = isQuiet ? indistinct(all, order) : all;
    if (best.length === 0) return [];
    const ids = best.map(({ id }) => inCode(id)).join(', ');
    const figures = best.map(({ figure }) => toldRatio(figure)).join(', ');
    return [
      [who, ids, isQuiet ? `${figures} ${unit}` : 'they fit; this run does not tell which is the quickest'],
    ];
  };
  const single = (size: PerformanceBySize | undefined, fits: (one: PerformanceRow) => boolean): Fit[] =>
    (size?.rows ?? [])
      .filter(fits)
      .map(({ id, toRename }) => ({ id, figure: toRename }))
      .sort((a, b) => a.figure.value - b.figure.value);
  const crowd = (name: Crowd, writers: number, fits: (one: PerformanceInCrowd) => boolean): Fit[] =>
    contention
      .filter((one) => one.crowd === name && one.writers === writers && one.fairness >= FAIR_MIN)
      .filter((one) => !DATABASES.includes(one.id) && fits(one))
      .map(({ id, toFloor }) => ({ id, figure: toFloor }))
      .sort((a, b) => b.figure.value - a.figure.value);
  const isOurs = ({ role }: PerformanceRow) => role === 'candidate';
  const isBare = ({ id }: { id: string }) => bare.has(id);
  const cost = (size: PerformanceBySize | undefined) =>
    `× the rename floor${size === undefined ? '' : `, ${bytesInWords(size.documentBytes)}`}`;
  const rate = '× the throughput of the rename floor alone';
  return [
    ...row(
      'one writer, ever: a lock would only cost',
      single(usual, (one) => one.role === 'baseline'),
      'least',
      cost(usual),
    ),
    ...row('one writer at a time, a small document', single(usual, isOurs), 'least', cost(usual)),
    ...row('one writer at a time, a large document', single(large, isOurs), 'least', cost(large)),
    ...row('no addon, one writer at a time', single(usual, isBare), 'least', cost(usual)),
    ...row(
      'many callers in one process',
      crowd('callers', 32, () => true),
      'most',
      rate,
    ),
    ...row(
      'many threads',
      crowd('threads', 8, () => true),
      'most',
      rate,
    ),
    ...row(
      'many processes',
      crowd('processes', 8, () => true),
      'most',
      rate,
    ),
    ...row('many processes, no addon', crowd('processes', 8, isBare), 'most', rate),
    [
      'a large document, of which little changes at a time',
      'a database',
      'a file is written as a whole: the cost grows with its size, whatever has changed',
    ],
  ];
}

/** The best, and those that can't be told from it. */
function indistinct(sorted: readonly Fit[], order: 'least' | 'most'): Fit[] {
  const [best] = sorted;
  if (best === undefined) return [];
  return sorted.filter(({ figure }) =>
    order === 'least' ? figure.low <= best.figure.high : figure.high >= best.figure.low,
  );
}

export function leavingFiles(record: PerformanceRecord): string[] {
  return [
    paragraph('Stay with a file while a person should be able to read it, and while all of these hold:'),
    [
      'the document is small enough to be written as a whole each time: the table of sizes tells what you pay for what did not change;',
      'a write may cost a rename, an fsync and a lock each time, or one flush with `two-slot` and `journal`, or `batch` can put the callers of one process together;',
      'writers seldom meet: they take turns, and each must read what the other wrote;',
      'you look for whole documents, not for one entry among many, and no two documents must change together.',
    ]
      .flatMap(item)
      .join('\n'),
    paragraph(
      'Take SQLite when one of them fails, with `journal_mode=WAL` and `synchronous=FULL`: it writes what changed, waits for ' +
        'one flush and not for a rename, lets readers go on meanwhile, and finds one entry without reading all. LMDB does so, ' +
        'too; its writers wait for each other without a limit of time. What both ask for: an addon, that needs a program to be read, and rules of their own for network mounts, which are no better than those of ' +
        'locks.',
    ),
    ...databasesInFigures(record),
  ];
}

/** As one value, which is how they are measured here, they can't show what they are for. */
function databasesInFigures(record: PerformanceRecord): string[] {
  const [usual] = record.sizes;
  const last = record.sizes.at(-1);
  const found = (usual?.rows ?? []).filter(({ id }) => DATABASES.includes(id));
  if (!tellsApart(record) || usual === undefined || last === undefined || found.length === 0) {
    return [
      paragraph(
        'How they compare in speed with files can’t be told from this run: they were not in it, or it tells nothing apart.',
      ),
    ];
  }
  const figures = found.map(({ id, toRename }) => {
    const large = last.rows.find((one) => one.id === id);
    const there =
      last === usual || large === undefined
        ? ''
        : `, ${toldRatio(large.toRename)} of ${bytesInWords(last.documentBytes)}`;
    return `${inCode(id)} cost ${toldRatio(toRename)} times the rename floor for a document of ${bytesInWords(usual.documentBytes)}${there}`;
  });
  return [
    paragraph(
      `In this run ${figures.join('; ')}. There each keeps the document as one value, all of which is written anew: what they ` +
        'save where little changes is not in these figures.',
    ),
  ];
}
