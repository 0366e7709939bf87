// holdfast doctor: what this machine really does, measured in the directory where strategies' files would be
// put: file system, locks, fsync, missing addons, and what to do about them.
import { type Command, Option } from 'commander';
import type { Platform } from '../../../results/facts/run-record.js';
import type { DoctorReport } from '../../platform/examine-platform.js';
import { isSurprise } from '../../platform/probes/probe.js';
import { type CommandContext, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { parseDirectory } from '../options/option-values.js';
import { scratchDirectory } from '../options/preflight.js';
import { renderTable } from '../plain-table.js';

const examples = `
Examples:
  holdfast doctor
  holdfast doctor --dir /mnt/share
  holdfast doctor --json`;

export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('what this platform really does: file system, locks, fsync, missing addons and their remedy')
    .addOption(
      new Option('--dir <path>', "where the strategies' files would be put")
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addHelpText('after', examples)
    .action(async ({ dir }: { dir: string }) => {
      const report = await examine(dir, context);
      if (context.flags().json === true) printJson(context, report);
      else printText(context, render(report, context));
      context.settle(exitCode.go);
    });
}

function examine(typed: string, { ports, io }: CommandContext): Promise<DoctorReport> {
  return ports.runDoctor(scratchDirectory(typed, '--dir', io.cwd));
}

function render({ platform, warnings, probes }: DoctorReport, { io }: CommandContext): string {
  const rows = probes.map((probe) => [
    probe.title,
    probe.outcome,
    isSurprise(probe) ? `not ${probe.expected?.outcome}!` : '',
    probe.detail,
  ]);
  const told = [...warnings, ...addonRemedies(platform)].map((warning) => `warning: ${warning}`);
  return [
    describePlatform(platform),
    renderTable(['probe', 'outcome', '', 'detail'], rows, io.stdout),
    ...(told.length > 0 ? [told.join('\n')] : []),
  ].join('\n\n');
}

function describePlatform({
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
