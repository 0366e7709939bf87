// The audit of every sync on a write path: what it costs, which adversaries it is needed against, and what
// would be lost if it came later. The rows are built once, for the report of a run and for `holdfast audit`.
import type { CrashStatesFact } from '../../results/facts/crash-states-fact.js';
import type { Syncs } from '../../results/facts/run-record.js';
import type { CrashEvidence, Durability } from '../../results/verdicts/judged.js';
import { ladder } from '../../results/vocabulary/persistence.js';
import { plainText } from '../text/plain-text.js';
import { plainTable } from '../text/table.js';
import { ladderLine, modelLine } from './grade-ladder.js';

/** Texts of a strategy are as they came: whoever shows a row makes them safe. */
export function syncRows(audit: CrashEvidence['audit']): string[][] {
  return audit.map(({ call, path, times, costNsMedian, dropped, movedToAcknowledgement }) => [
    call,
    path,
    String(times),
    (costNsMedian / 1000).toFixed(costNsMedian < 10_000 ? 1 : 0),
    ...ladder.map((model) => dropped.find((one) => one.model === model)?.role ?? '–'),
    movedToAcknowledgement.join(', ') || '–',
  ]);
}

export const syncHead = [
  'call',
  'path',
  'times',
  'µs (median)',
  ...ladder,
  'last before the acknowledgement wins',
];

const nativeHint = 'calls of native code and of other processes are recorded by --recorder strace (Linux)';

/** What the strategy can't help: a sync that reaches no disk keeps nothing. */
function platformLines({ file, directory, reason }: Syncs): string[] {
  if (file === 'passed-on' && directory === 'passed-on') return [];
  const isLost = file === 'not-passed-on' || directory === 'not-passed-on';
  return [
    `the platform, not the strategy: ${plainText(reason)}`,
    isLost
      ? '  here an acknowledged write may be lost with the power, whatever is synced; the grade is that of the order of syncs'
      : '  so it is unknown whether an acknowledged write is kept here; the grade is that of the order of syncs',
  ];
}

/** `found` null: nothing was recorded. `tableWidth` null: a row stays one line. */
export function auditText(
  strategy: string,
  found: (Durability & CrashEvidence) | null,
  { recorder, variants }: CrashStatesFact,
  syncs: Syncs,
  tableWidth: number | null,
): string {
  const doubts = variants.flatMap(({ variant, distrust }) =>
    distrust === null ? [] : [`unknown: the recording ${variant} can't be trusted: ${plainText(distrust)}`],
  );
  if (recorder === 'node' && doubts.length > 0) doubts.push(nativeHint);
  if (found === null) return [`${strategy}: nothing was recorded`, ...doubts].join('\n');
  const rows = syncRows(found.audit).map((row) => row.map(plainText));
  const unaudited = variants.find((one) => one.unaudited !== undefined)?.unaudited;
  const nothing =
    unaudited === undefined
      ? `${strategy} syncs nothing between the start of a write and its acknowledgement`
      : `the syncs of ${strategy} were not audited: ${unaudited}`;
  return [
    ...(rows.length === 0 ? [nothing] : plainTable(syncHead, rows, tableWidth)),
    ...(recorder === 'strace' ? ['', 'recorded by strace, which makes every call take longer'] : []),
    '',
    ...found.models.map(modelLine),
    ...doubts,
    ...platformLines(syncs),
    `durability of ${strategy}: ${ladderLine(found.grade)}`,
  ].join('\n');
}
