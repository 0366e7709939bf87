// The page on how fast is safe: every figure from the stored run, and none that is not a ratio of it. Pure. What it
// advises is in performance-advice.ts.
import { inCode, item, markdownTable, pageOf, paragraph } from '../text/markdown-page.js';
import { bytesInWords, counted } from '../text/quantity.js';
import { BUSY_MIN, leavingFiles, toldRatio, whichOne } from './performance-advice.js';
import type {
  PerformanceBySize,
  PerformanceInCrowd,
  PerformanceRecord,
  RatioFigure,
} from './performance-record.js';

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
      `Each wrote ${usual.writes} times. Noise: the first strategy is ${toldRatio(usual.noise)} × itself; no smaller difference ` +
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
        'strategy waits. Callers share one store; threads and processes have one each, and so parse what others wrote. ' +
        'Over SQLite a writer in line looks for its turn every 20 ms, which is the doing of the adapter: these rows ' +
        'say how long it waits, and not how fast SQLite is.',
    ),
    crowdTable(record.contention),
    '## When to leave files for a database',
    ...leavingFiles(record),
  ]);
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
  const withC = rows.some(({ toFlushInC }) => toFlushInC !== null);
  const inC = (figure: RatioFigure | null) => (figure === null ? '' : toldRatio(figure));
  return markdownTable(
    [
      ...['', 'Kind', 'Addon', '× one flush', '× rename floor'],
      ...(withC ? ['× one flush in C', '× rename floor in C'] : []),
    ],
    sorted.map(({ id, role, addon, toFlush, toRename, toFlushInC, toRenameInC }) => [
      role === 'floor' ? id : inCode(id),
      kindOf(role),
      role === 'floor' ? '' : (addon ?? 'none'),
      toldRatio(toFlush),
      toldRatio(toRename),
      ...(withC ? [inC(toFlushInC), inC(toRenameInC)] : []),
    ]),
  );
}

const kinds: Readonly<Record<string, string>> = {
  floor: 'floor',
  candidate: 'strategy',
  baseline: 'baseline, no lock',
  peer: 'library or database of others',
  canary: 'broken on purpose',
};
const kindOf = (role: string): string => kinds[role] ?? role;

function sizeTable(sizes: readonly PerformanceBySize[]): string {
  const ids = (sizes[0]?.rows ?? []).filter(({ role }) => role !== 'floor').map(({ id }) => id);
  return markdownTable(
    ['', ...sizes.map(({ documentBytes }) => bytesInWords(documentBytes))],
    ids.map((id) => [
      inCode(id),
      ...sizes.map(({ rows }) => {
        const row = rows.find((one) => one.id === id);
        return row === undefined ? '–' : toldRatio(row.toRename);
      }),
    ]),
  );
}

function crowdTable(rows: readonly PerformanceInCrowd[]): string {
  return markdownTable(
    ['', 'At once', '÷ rename floor', 'Jain', 'Longest wait ÷ median write'],
    rows.map(({ id, crowd, writers, toFloor, fairness, longestToMedian }) => [
      inCode(id),
      `${writers} ${crowd}`,
      toldRatio(toFloor),
      fairness.toFixed(2),
      longestToMedian.toFixed(1),
    ]),
  );
}
