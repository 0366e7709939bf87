// Every attack, one line each, in the order of the table that is printed.
import type { Attack } from './attack.js';
import { changedValues } from './attacks/changed-values.js';
import { flippedBits } from './attacks/flipped-bits.js';
import { hostileNeighbour } from './attacks/hostile-neighbour.js';
import { interruptedCommand } from './attacks/interrupted-command.js';
import { killedHarness } from './attacks/killed-harness.js';
import { killedProcesses } from './attacks/killed-processes.js';
import { mutatedCapsules } from './attacks/mutated-capsules.js';
import { noProc } from './attacks/no-proc.js';
import { oddFiles } from './attacks/odd-files.js';
import { resumedRun } from './attacks/resumed-run.js';
import { shardedRun } from './attacks/sharded-run.js';
import { spinningConfig } from './attacks/spinning-config.js';
import { stoppedProcesses } from './attacks/stopped-processes.js';
import { tinyDisk } from './attacks/tiny-disk.js';
import { tornFiles } from './attacks/torn-files.js';

export const attacks: readonly Attack[] = [
  flippedBits,
  tornFiles,
  changedValues,
  mutatedCapsules,
  oddFiles,
  killedHarness,
  resumedRun,
  shardedRun,
  killedProcesses,
  stoppedProcesses,
  interruptedCommand,
  hostileNeighbour,
  spinningConfig,
  tinyDisk,
  noProc,
];
