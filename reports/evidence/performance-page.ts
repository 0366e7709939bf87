// The page on how fast is safe: the trade-off in words and one table, every figure from the stored run. Pure. It
// recommends nothing that the record does not hold, and names no figure that is not a ratio of that run.
import { item, markdownTable, pageOf, paragraph } from '../text/markdown-page.js';
import { bytesInWords, counted } from '../text/quantity.js';
import type {
  Crowd,
  PerformanceBySize,
  PerformanceInCrowd,
  PerformanceRecord,
  PerformanceRow,
  RatioFigure,
} from './performance-record.js';

/** What must be installed beside Node; nothing: none. */
const addons: Readonly<Record<string, string>> = {
  flock: 'compiled',
  'flock-keep': 'compiled',
  fcntl: 'compiled',
  batch: 'compiled',
  'read-cache': 'compiled',
  m03: 'compiled or prebuilt',
  ofd: 'prebuilt, Linux',
  'two-slot': 'prebuilt',
  journal: 'prebuilt',
  sqlite: 'prebuilt',
  lmdb: 'prebuilt',
};
/** What M0.3 reported of one write. */
const M03_MS = 8.32;

export function performancePage(record: PerformanceRecord): string {
  const { platform, processors, othersShare, withoutC, sizes } = record;
  const [usual] = sizes;
  if (usual === undefined) return pageOf(['# Performance', 'Nothing was measured yet.']);
  const busy =
    othersShare > BUSY_MIN
      ? ` The machine did something else for ${Math.round(othersShare * 100)} % of its processor time meanwhile: run it again on an idle one before you rely on a small difference.`
      : '';
  return pageOf([
    '# Performance: how fast is safe?',
    '<!-- Made by `npm run docs` from docs/evidence/performance.json; `npm run bench -- --write` makes it anew. -->',
    paragraph(
      'A write that is acknowledged only once it is durable costs what the disk costs; what a strategy adds is small beside ' +
        'it, or should be. Everything here is a ratio to a floor of the same rounds, with its 95 % interval: the ' +
        `milliseconds of another machine are others. Measured on ${platform}, ${processors} processors, by ` +
        `\`npm run bench\` in one interleaved run.${busy}`,
    ),
    [
      '**One flush**: the same place of a file overwritten, and fdatasync. Nothing durable is cheaper.',
      '**Rename floor**: temporary file, fsync, rename, fsync of the directory, without lock, parsing or text. What a file that a person can read, and that is always whole, costs at least.',
    ]
      .flatMap(item)
      .join('\n'),
    '## Which one',
    ...whichOne(record),
    '## One writer',
    paragraph(oneWriterInWords(usual)),
    singleTable(usual),
    paragraph(
      `Each wrote ${usual.writes} times. Noise: the first strategy is ${told(usual.noise)} × itself; no smaller difference ` +
        'means anything. ' +
        (withoutC ??
          'The floors in C are compiled from `harness/lab/testing/floor.c`: what they are faster is Node’s part.'),
    ),
    paragraph(
      `M0.3 said 832 ms for 100 writes, in Rust on macOS, where an fsync waits for the disk’s own cache: ${M03_MS} ms each, ` +
        `${(M03_MS / usual.renameMs).toFixed(1)} × the rename floor of this run. That says more about the two machines than ` +
        'about the programs; `m03` in the table is the same protocol in TypeScript, on this machine, and [not safe](m03.md).',
    ),
    '## By size of the document',
    paragraph(
      'Medians ÷ the rename floor for as many bytes. The documents hold a few long strings for each 64 KiB; many small values ' +
        'cost more to write as text and much more to parse. A writer that meets a foreign write must parse the whole document ' +
        'once more: `holdfast run --only benchmark` tells how long that takes.',
    ),
    sizeTable(sizes),
    '## Many writers at once',
    paragraph(
      `Acknowledged writes a second ÷ those of the rename floor alone in the same round: the median of ${counted(record.rounds, 'round')}, ` +
        'their least and most. Jain’s index is 1 when all get the same. Everybody writes without a pause, and waits as the ' +
        'strategy waits. Callers share one store; threads and processes have one each, and so parse what others wrote.',
    ),
    crowdTable(record.contention),
    '## When to leave files for a database',
    ...leaving(),
  ]);
}

/** A loaded machine, or a pair of one strategy that is far apart, gives no advice. */
const BUSY_MIN = 0.25;
const NOISE_MAX = 0.25;

function whichOne(record: PerformanceRecord): string[] {
  const [usual] = record.sizes;
  const noise = usual === undefined ? 0 : Math.abs(usual.noise.value - 1);
  if (record.othersShare > BUSY_MIN || noise > NOISE_MAX) {
    return [
      paragraph(
        'Nothing is advised from this run: the machine was too busy with something else for one strategy to be told from ' +
          'another. What each is for stands in [strategies](strategies.md).',
      ),
    ];
  }
  return [
    markdownTable(['You have', 'Take', 'Because'], advice(record)),
    paragraph('Several are named where their intervals overlap: the run does not tell them apart.'),
  ];
}

function advice({ sizes, contention }: PerformanceRecord): string[][] {
  const rows = sizes[0]?.rows ?? [];
  const ours = rows.filter(({ role }) => role === 'candidate');
  const baseline = rows.find(({ role }) => role === 'baseline');
  const alone = baseline === undefined ? [] : [baseline];
  const bare = quickest(ours.filter(({ id }) => addons[id] === undefined));
  return [
    ...advised('one writer, ever, and a lock would only cost', alone, '× the rename floor'),
    ...advised('one writer at a time', quickest(ours), '× the rename floor'),
    ...advised('no addon', bare, '× the rename floor, one writer'),
    ...(
      [
        ['many callers in one process', 'callers', 32],
        ['many threads', 'threads', 8],
        ['many processes', 'processes', 8],
      ] as const
    ).flatMap(([who, crowd, writers]) =>
      advised(who, busiest(contention, crowd, writers), '× the throughput of the rename floor alone'),
    ),
    [
      'a large document, often written',
      'a database',
      'a file is replaced as a whole: the cost grows with its size, whatever has changed',
    ],
  ];
}

/** Nothing where there is nothing to advise. */
function advised(
  who: string,
  best: readonly (PerformanceRow | PerformanceInCrowd)[],
  unit: string,
): string[][] {
  if (best.length === 0) return [];
  const figure = (one: PerformanceRow | PerformanceInCrowd) =>
    'toRename' in one ? one.toRename : one.toFloor;
  return [
    [
      who,
      best.map(({ id }) => code(id)).join(', '),
      `${best.map((one) => told(figure(one))).join(', ')} ${unit}`,
    ],
  ];
}

/** The quickest, and those that can't be told from it. */
function quickest(rows: readonly PerformanceRow[]): PerformanceRow[] {
  const sorted = [...rows].sort((a, b) => a.toRename.value - b.toRename.value);
  return sorted.filter(({ toRename }) => toRename.low <= (sorted[0]?.toRename.high ?? 0));
}

/** The same of throughput, among those that share fairly. */
function busiest(rows: readonly PerformanceInCrowd[], crowd: Crowd, writers: number): PerformanceInCrowd[] {
  const FAIR_MIN = 0.8;
  const sorted = rows
    .filter((row) => row.crowd === crowd && row.writers === writers && row.fairness >= FAIR_MIN)
    .sort((a, b) => b.toFloor.value - a.toFloor.value);
  return sorted.filter(({ toFloor }) => toFloor.high >= (sorted[0]?.toFloor.low ?? 0));
}

function oneWriterInWords({ documentBytes, rows }: PerformanceBySize): string {
  const locked = rows.filter(({ role }) => role === 'candidate');
  const values = locked.map(({ toRename }) => toRename.value);
  const range =
    values.length === 0
      ? ''
      : ` The strategies of this package cost ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} times the rename floor.`;
  return (
    `A document of ${bytesInWords(documentBytes)}, which its writer wrote last, so that nothing need be parsed.${range} ` +
    'Below the rename floor are only those that replace no file: they overwrite or append in place, and one flush is their floor. ' +
    'Libraries that sync less are faster and lose acknowledged writes: see [libraries](libraries.md).'
  );
}

function singleTable({ rows }: PerformanceBySize): string {
  const sorted = [...rows].sort((a, b) => a.toRename.value - b.toRename.value);
  return markdownTable(
    ['', 'Kind', 'Addon', '× one flush', '× rename floor'],
    sorted.map(({ id, role, toFlush, toRename }) => [
      role === 'floor' ? id : code(id),
      kindOf(role),
      role === 'floor' ? '' : (addons[id] ?? 'none'),
      told(toFlush),
      told(toRename),
    ]),
  );
}

const kinds: Readonly<Record<string, string>> = {
  floor: 'floor',
  candidate: 'strategy',
  baseline: 'baseline, no lock',
  peer: 'library, not durable or not protected',
  canary: 'broken on purpose',
};
const kindOf = (role: string): string => kinds[role] ?? role;

function sizeTable(sizes: readonly PerformanceBySize[]): string {
  const ids = (sizes[0]?.rows ?? []).filter(({ role }) => role !== 'floor').map(({ id }) => id);
  return markdownTable(
    ['', ...sizes.map(({ documentBytes }) => bytesInWords(documentBytes))],
    ids.map((id) => [
      code(id),
      ...sizes.map(({ rows }) => {
        const row = rows.find((one) => one.id === id);
        return row === undefined ? '–' : told(row.toRename);
      }),
    ]),
  );
}

function crowdTable(rows: readonly PerformanceInCrowd[]): string {
  return markdownTable(
    ['', 'At once', '÷ rename floor', 'Jain', 'Longest wait ÷ median write'],
    rows.map(({ id, crowd, writers, toFloor, fairness, longestToMedian }) => [
      code(id),
      `${writers} ${crowd}`,
      told(toFloor),
      fairness.toFixed(2),
      longestToMedian.toFixed(1),
    ]),
  );
}

function leaving(): string[] {
  return [
    paragraph('Stay with a file while a person should be able to read it, and while all of these hold:'),
    [
      'the document is small enough to be written as a whole each time: the table of sizes tells what you pay for what did not change;',
      'a write may cost a rename, an fsync and a lock each time, or `batch` can put the callers of one process together;',
      'writers seldom meet: they take turns, and each must parse what the other wrote;',
      'you look for whole documents, not for one entry among many.',
    ]
      .flatMap(item)
      .join('\n'),
    paragraph(
      'Take SQLite (or LMDB) when one of them fails: it writes what changed, waits for one flush and not for a rename, and finds ' +
        'one entry without reading all. What it asks for: an addon, a file format that needs a program to be read, and its own ' +
        'rules for network mounts, which are no better than those of locks.',
    ),
  ];
}

const code = (id: string): string => `\`${id}\``;

const told = ({ value, low, high }: RatioFigure): string =>
  `${value.toFixed(2)} [${low.toFixed(2)}–${high.toFixed(2)}]`;
