// What a lab found, as one page: which strategy holds where, on the first screen, then why it does not
// elsewhere, and what could not be made here. Pure.
import type { LabRecord } from '../../results/verdicts/lab-record.js';
import type { RenderOptions } from '../reporter.js';
import { item, markdownTable, paragraph, prose } from '../text/markdown-page.js';
import { paint } from '../text/paint.js';
import { displayWidth, indented, wrap } from '../text/plain-text.js';
import { counted, duration } from '../text/quantity.js';
import { ruledTable } from '../text/table.js';
import { type LabJudged, type LabRow, type LabRows, labRows, scopeLetters } from './lab-rows.js';

const legend = `✓ GO, ✗ NO-GO, ? unknown, – not here, for ${scopeLetters.single} one writer, ${scopeLetters.threads} threads, ${scopeLetters.processes} processes, of those that it claims`;
const nameMin = 16;

/** `dir`: of the lab, as a person would type it. */
export function labText(
  record: LabRecord,
  judged: ReadonlyMap<string, LabJudged>,
  dir: string,
  { color, width }: RenderOptions,
): string {
  const ink = paint(color);
  const found = labRows(record, judged);
  const widest = (id: string): number =>
    Math.max(displayWidth(id), ...found.rows.map(({ cells }) => displayWidth(cells[id] ?? '')));
  const taken = found.strategies.reduce((sum, id) => sum + widest(id) + 2, 0);
  const room = Math.max(nameMin, width - taken - 2);
  const rows = found.rows.flatMap((row) => linesOf(row, found, room));
  const sections = [
    [ink.bold(headline(record)), ink.dim(subline(record, judged))],
    ruledTable(['platform', ...found.strategies], rows),
    [...wrap(legend, width - 1).map((line) => ink.dim(` ${line}`))],
    whyNot(found, width),
    notHere(found, width),
    [endOf(found), ...nextOf(found, dir)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Names are wrapped; the verdicts stand on the first line of a group. */
function linesOf({ platforms, cells }: LabRow, { strategies }: LabRows, room: number): string[][] {
  const [first = '', ...more] = wrap(platforms.join(', '), room);
  return [
    [first, ...strategies.map((id) => cells[id] ?? '')],
    ...more.map((line) => [`  ${line}`.slice(0, room), ...strategies.map(() => '')]),
  ];
}

function headline({ holdfast, profile, policy, seed, results }: LabRecord): string {
  return `Holdfast ${holdfast} · lab: ${counted(results.length, 'platform')} · profile ${profile} · policy ${policy} · seed ${seed}`;
}

function subline({ results, finishedAt }: LabRecord, judged: ReadonlyMap<string, LabJudged>): string {
  const [one] = judged.values();
  const machine =
    one === undefined ? '' : `${one.platform.os} ${one.platform.release}, Node ${one.platform.node} · `;
  const ms = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return `${machine}${duration(ms)}${finishedAt === null ? ' · not finished' : ''}`;
}

function whyNot({ rows }: LabRows, width: number): string[] {
  const open = rows.filter(({ reasons }) => reasons.length > 0);
  if (open.length === 0) return [];
  return [
    'Why not',
    ...open.flatMap(({ platforms, reasons }) =>
      indented(`${platforms.join(', ')}: ${reasons.join('; ')}.`, width, 2),
    ),
  ];
}

function notHere({ skipped, unreached }: LabRows, width: number): string[] {
  if (skipped.length + unreached.length === 0) return [];
  return [
    'Not made',
    ...skipped.flatMap(({ reason, platforms }) => indented(`${platforms.join(', ')}: ${reason}.`, width, 2)),
    ...(unreached.length === 0
      ? []
      : indented(`${unreached.join(', ')}: the lab ended before them.`, width, 2)),
  ];
}

/** Where everything holds that is claimed, and where nothing does. */
function endOf({ rows, strategies }: LabRows): string {
  const where = (fits: (cell: string) => boolean): string =>
    rows
      .filter(({ cells }) => strategies.length > 0 && strategies.every((id) => fits(cells[id] ?? '')))
      .flatMap(({ platforms }) => platforms)
      .join(', ') || 'nowhere';
  const all = where((cell) => /^(?:✓[ 1tp]*|–)$/.test(cell));
  const none = where((cell) => !cell.includes('✓'));
  return `Everything that is claimed holds on: ${all}\nNothing is known to hold on: ${none}`;
}

function nextOf({ rows }: LabRows, dir: string): string[] {
  const [platform] = rows.flatMap(({ platforms }) => platforms);
  return platform === undefined ? [] : [`Next: holdfast report ${dir}/${platform}  (all of one platform)`];
}

/** The same as a page for a repository or a job's summary. */
export function labMarkdown(record: LabRecord, judged: ReadonlyMap<string, LabJudged>): string {
  const found = labRows(record, judged);
  const table = markdownTable(
    ['Platform', ...found.strategies],
    found.rows.map(({ platforms, cells }) => [
      platforms.join(', '),
      ...found.strategies.map((id) => cells[id] ?? ''),
    ]),
  );
  const reasons = found.rows
    .filter((row) => row.reasons.length > 0)
    .flatMap(({ platforms, reasons }) => item(prose(`${platforms.join(', ')}: ${reasons.join('; ')}.`)));
  const absent = [
    ...found.skipped.flatMap(({ reason, platforms }) => item(prose(`${platforms.join(', ')}: ${reason}.`))),
    ...found.unreached.flatMap((id) => item(`${id}: the lab ended before it.`)),
  ];
  const details = markdownTable(
    ['Platform', 'What it is', 'File system', 'Options', 'Node', 'Kernel', 'Time'],
    record.results.map(({ id, title, durationMs }) => {
      const platform = judged.get(id)?.platform;
      return [
        id,
        title,
        platform?.fileSystem.type ?? '–',
        shortOptions(platform?.fileSystem.options ?? '–'),
        platform?.node ?? '–',
        platform === undefined ? '–' : `${platform.os} ${platform.release}`,
        duration(durationMs),
      ];
    }),
  );
  return [
    `# ${headline(record)}`,
    subline(record, judged),
    table,
    paragraph(`${legend}.`),
    ...endOf(found)
      .split('\n')
      .map((line) => paragraph(`${line}.`)),
    ...(reasons.length === 0 ? [] : ['## Why not', reasons.join('\n')]),
    ...(absent.length === 0 ? [] : ['## Not made', absent.join('\n')]),
    '## Platforms',
    details,
    '',
  ].join('\n\n');
}

/** Directories of an overlay's layers say nothing to a reader. */
export function shortOptions(options: string): string {
  return options
    .split(',')
    .filter((option) => !/^(?:lowerdir|upperdir|workdir|user_id|group_id)=/.test(option))
    .join(', ');
}
