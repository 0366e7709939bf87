// What `holdfast doctor` found, as text: the platform, every probe with its answer, and what to do about the
// surprises.
import type { DoctorReport } from '../../results/facts/platform-probe.js';
import { isSurprise } from '../../results/facts/platform-probe.js';
import type { Platform } from '../../results/facts/run-record.js';
import { plainTable } from '../text/table.js';

/** `tableWidth` null: a row stays one line. */
export function doctorText({ platform, warnings, probes }: DoctorReport, tableWidth: number | null): string {
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
  ].join('\n\n');
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
