// What `holdfast doctor` found, as text: the platform, every probe with its answer, and what to do about the
// surprises.
import type { DoctorConclusion, DoctorReport } from '../../results/facts/platform-probe.js';
import { isSurprise } from '../../results/facts/platform-probe.js';
import type { Platform } from '../../results/facts/run-record.js';
import { wrap } from '../text/plain-text.js';
import { plainTable } from '../text/table.js';

/** `tableWidth` null: a row stays one line. */
export function doctorText(
  { platform, warnings, probes, conclusion }: DoctorReport,
  tableWidth: number | null,
): string {
  const rows = probes.map((probe) => [
    probe.title,
    probe.outcome,
    isSurprise(probe) ? `not ${probe.expected?.outcome}!` : '',
    probe.detail,
  ]);
  const all = [...warnings, ...addonRemedies(platform)].map((warning) => `warning: ${warning}`);
  return [
    platformText(platform),
    plainTable(['probe', 'outcome', '', 'detail'], rows, tableWidth).join('\n'),
    ...(all.length > 0 ? [all.join('\n')] : []),
    conclusionText(conclusion, tableWidth),
  ].join('\n\n');
}

/** The last thing that is read. `width` null: no line is broken. */
function conclusionText({ safe, unsafe, unknown }: DoctorConclusion, width: number | null): string {
  const item = (text: string): string[] =>
    width === null
      ? [`  - ${text}`]
      : wrap(text, width - 4).map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`);
  const section = (title: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [title, ...items.flatMap(item)];
  return [
    ...section('Safe here:', safe),
    ...section(
      'Not safe here:',
      unsafe.map(({ what, remedy }) => `${what}. To do: ${remedy}.`),
    ),
    ...section('Not known here:', unknown),
  ].join('\n');
}

function platformText({
  id,
  os,
  release,
  node,
  cpus,
  cpuModel,
  memoryBytes,
  ci,
  fileSystem,
}: Platform): string {
  const fsync =
    fileSystem.fsyncNsMedian === null
      ? 'not measured'
      : `${(fileSystem.fsyncNsMedian / 1e6).toFixed(2)} ms (median)`;
  return [
    `platform:    ${id}, ${os} ${release}${ci === null ? '' : `, ${ci}`}`,
    `node:        ${node}`,
    `machine:     ${cpus} × ${cpuModel}, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    `file system: ${fileSystem.type} on ${fileSystem.mount} (${fileSystem.options})`,
    `fsync:       ${fsync}`,
  ].join('\n');
}

function addonRemedies({ addons }: Platform): string[] {
  return addons
    .filter(({ loaded }) => !loaded)
    .map(({ name, remedy }) => `${name} is not loaded${remedy === null ? '' : `: ${remedy}`}`);
}
