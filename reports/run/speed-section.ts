// Speed as blocks: every figure beside the floor of the same run, with its interval, and the noise below which no
// difference means anything; contention by writers, sizes, and where the time of a write goes. The same rows for
// a terminal, Markdown and the step summary.
import { costParts } from '../../results/verdicts/cost-parts.js';
import type { Judged } from '../../results/verdicts/judged.js';
import { type Speed, type SpeedFigure, type SpeedRatio, speedOf } from '../../results/verdicts/speed.js';
import { type Block, paragraph, type Text, table } from '../format/report-blocks.js';
import { bytesInWords, ratio, significant } from '../text/quantity.js';
import { subjectsOf } from './overview.js';
import { reliabilityOfSpeed } from './speed-reliability.js';

const about =
  'Floor: a bare durable write of the same run (temporary file, fsync, rename, fsync of the directory); of reads, the bytes ' +
  'of a file. Only ratios can be compared across machines. Brackets hold the 95 % interval; A/A is the strategy against ' +
  'itself: no difference below it means anything. M0.3 said 832 ms for 100 writes, in Rust on macOS: another machine, so ' +
  'no ratio to this floor.';

interface Subject {
  id: string;
  speed: Speed;
}

/** Nothing where nothing was measured. */
export function speedSection(judged: Judged): Block[] {
  const subjects = subjectsOf(judged).flatMap(({ id, findings, speed: stored }): Subject[] => {
    const speed = stored ?? speedOf(findings);
    return speed === null ? [] : [{ id, speed }];
  });
  if (subjects.length === 0) return [];
  return [
    ...oneWriter(subjects),
    paragraph({ own: [about, ...reliabilityOfSpeed(subjects)].join(' ') }),
    ...contention(subjects),
    ...sizes(subjects),
    ...breakdown(subjects),
  ];
}

const titles: Readonly<Record<string, string>> = {
  median: 'write, median',
  p90: 'write, p90',
  p99: 'write, p99',
  read: 'read, median',
  'read-unchanged': 'read again, median',
};

function oneWriter(subjects: readonly Subject[]): Block[] {
  const rows = subjects.flatMap(({ id, speed }) =>
    speed.figures
      .filter(({ name }) => Object.hasOwn(titles, name))
      .map((figure, at): Text[] => [
        at === 0 ? id : '',
        { own: titles[figure.name] ?? '' },
        { own: measureValue(figure) },
        { own: ratioText(figure.toFloor) },
        { own: at === 0 ? ratioText(speed.noise) : '' },
      ]),
  );
  return rows.length === 0 ? [] : [table(['Strategy', 'One writer', 'Value', '÷ floor', 'A/A'], rows)];
}

const aboutContention =
  'Throughput ÷ floor: against what a bare durable write alone gets done. Waits are part of a write. Fairness is ' +
  'Jain’s index: 1 for equal shares, 1/n where one takes all.';

/** A row for each number of writers at once. */
function contention(subjects: readonly Subject[]): Block[] {
  const rows = subjects.flatMap(({ id, speed }) => {
    const throughputs = speed.figures.filter(({ name }) => /^throughput@\d+$/.test(name));
    return throughputs.map((throughput, at): Text[] => {
      const count = throughput.name.split('@')[1] ?? '';
      const of = (what: string) =>
        speed.figures.find(({ name, scope }) => name === `${what}@${count}` && scope === throughput.scope) ??
        null;
      return [
        at === 0 ? id : '',
        { own: crowdText(count, throughput.scope) },
        ...[throughput, of('median'), of('p99'), of('longest-wait')].map(cell),
        { own: ratioText(throughput.toFloor) },
        cell(of('fairness')),
      ];
    });
  });
  if (rows.length === 0) return [];
  const head = ['Strategy', 'At once', 'Writes', 'Median', 'p99', 'Longest wait', '÷ floor', 'Fairness'];
  return [table(head, rows), paragraph({ own: aboutContention })];
}

/** A row for each size that was measured beside the usual one. */
function sizes(subjects: readonly Subject[]): Block[] {
  const rows = subjects.flatMap(({ id, speed }) => {
    const medians = speed.figures.filter(({ name }) => /^median@\d+B$/.test(name));
    return medians.map((median, at): Text[] => {
      const size = median.name.split('@')[1] ?? '';
      const of = (what: string) => speed.figures.find(({ name }) => name === `${what}@${size}`) ?? null;
      return [
        at === 0 ? id : '',
        { own: bytesInWords(Number(size.slice(0, -1))) },
        cell(median),
        { own: ratioText(median.toFloor) },
        cell(of('read')),
        { own: ratioText(of('read')?.toFloor ?? null) },
      ];
    });
  });
  return rows.length === 0
    ? []
    : [table(['Strategy', 'Document', 'Write, median', '÷ floor', 'Read, median', '÷ floor'], rows)];
}

const aboutParts =
  'Microseconds of a write onto a document that another client wrote, medians under the recorder, which makes every ' +
  'operation a little longer: read the shares. What lies between operations is computation: parsing is what such a write ' +
  'computes more than one onto the store’s own document, serialising all the rest; where a strategy parses every time it ' +
  'is under serialise.';

function breakdown(subjects: readonly Subject[]): Block[] {
  const recorded = subjects.flatMap(({ id, speed: { parts } }) =>
    parts === undefined ? [] : [{ id, parts }],
  );
  const seen = costParts.filter((part) =>
    recorded.some(({ parts }) => parts.parts.some((one) => one.part === part && one.us > 0)),
  );
  const rows = recorded.map(({ id, parts }): Text[] => [
    id,
    { own: significant(parts.total) },
    ...seen.map((part) => ({
      own: partText(parts.parts.find((one) => one.part === part)?.us ?? 0, parts.total),
    })),
  ]);
  if (rows.length === 0) return [];
  return [table(['Strategy', 'Write', ...seen.map(partTitle)], rows), paragraph({ own: aboutParts })];
}

/** `1 thread`, `8 processes`. */
function crowdText(count: string, scope: SpeedFigure['scope']): string {
  const several = scope === 'single' ? 'writers' : scope;
  return `${count} ${count === '1' ? several.replace(/(?<=ss)es$|s$/, '') : several}`;
}

const partTitle = (part: string): string => part.replace('directory-fsync', 'dir fsync');

function partText(us: number, total: number): string {
  return us === 0 || total === 0 ? '–' : `${significant(us)} (${Math.round((100 * us) / total)} %)`;
}

const cell = (figure: SpeedFigure | null): Text => ({
  own: figure === null ? '–' : measureValue(figure).replace('writes/s', '/s'),
});

export function measureValue({ value, unit }: SpeedFigure): string {
  return unit === 'Jain' ? value.toFixed(2) : `${significant(value)} ${unit}`;
}

function ratioText(found: SpeedRatio | null): string {
  return found === null ? '–' : ratio(found.value, found.low, found.high);
}
