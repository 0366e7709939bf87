// `holdfast doctor`: tries what this platform and this directory do with locks, renames and syncs, and
// compares it with the documentation. Returns data. It holds for one mount of one machine, and can't show
// what a device does with data that it has acknowledged.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DoctorReport,
  isSurprise,
  type Observation,
  type Probe,
} from '../../results/facts/platform-probe.js';
import type { Platform } from '../../results/facts/run-record.js';
import { withWorkDirectory } from '../processes/work-directory.js';
import { type Addon, probeAddons } from './addons.js';
import { describePlatform, platformWarnings } from './describe-platform.js';
import { conclude } from './doctor-conclusion.js';
import { observeFileMounts } from './file-mounts.js';
import { fileSystemOf } from './file-system.js';
import { type Trait, traitOf } from './file-system-traits.js';
import { exclusiveCreateTitle, observeExclusiveCreate } from './probes/exclusive-create-probe.js';
import { expectation } from './probes/expectations.js';
import { type FileProbeId, fileProbes } from './probes/file-probes.js';
import { type DoctorLimits, defaultLimits } from './probes/limits.js';
import { absence, addonOf, type LockKind } from './probes/lock-kinds.js';
import { type LockProbe, lockProbes } from './probes/lock-probes.js';
import { observed, ProbeDirectory } from './probes/probe-directory.js';
import { renamesOf, watchRenames } from './rename-truth.js';

/** Creates `dir` when absent and leaves it as it was. Rejects with PlatformError when it can't be used. */
export async function runDoctor(dir: string, limits: Partial<DoctorLimits> = {}): Promise<DoctorReport> {
  return await withWorkDirectory(dir, async (work) => {
    const described = await describePlatform(work.path);
    const place = work.caseDirectory('doctor');
    const workbench = new ProbeDirectory(place, work.registerProcess, { ...defaultLimits, ...limits });
    try {
      const renames = await watchedRenames(work.path, described);
      const platform = { ...described, fileSystem: { ...described.fileSystem, ...renames } };
      const probes = await ask(workbench, place, dir, platform);
      const warnings = [...platformWarnings(platform), ...work.swept.warnings, ...surprises(probes)];
      return { platform, warnings, probes, conclusion: conclude(probes) };
    } finally {
      await workbench.end();
    }
  });
}

/** The probes of locks alone, with those of exclusive creation. Otherwise like `runDoctor`. */
export async function probeLocksIn(dir: string, limits: Partial<DoctorLimits> = {}): Promise<Probe[]> {
  return await withWorkDirectory(dir, async (work) => {
    const [addons, { type }] = await Promise.all([probeAddons(), fileSystemOf(work.path)]);
    const place = work.caseDirectory('locks');
    const workbench = new ProbeDirectory(place, work.registerProcess, { ...defaultLimits, ...limits });
    const probes: Probe[] = [];
    try {
      await askAboutLocks(workbench, addons, asking(workbench, traitOf(type), probes));
      return probes;
    } finally {
      await workbench.end();
    }
  });
}

type Ask = (id: string, title: string, look: () => Promise<Observation>) => Promise<void>;

/** Adds each answer to `probes`, until too many in a row have had none. */
function asking(workbench: ProbeDirectory, trait: Trait, probes: Probe[]): Ask {
  const { answerMs, silentMax } = workbench.limits;
  let silent = 0;
  return async (id, title, look) => {
    const seen: Observation =
      silent < silentMax
        ? await observed(look)
        : {
            outcome: 'unknown',
            detail: `Not asked: ${silentMax} probes in a row had no answer within ${answerMs} ms; --timeout waits longer.`,
          };
    silent = seen.outcome === 'unknown' && seen.detail.includes('no answer') ? silent + 1 : 0;
    const expected = expectation(id, process.platform, trait);
    probes.push({ id, title, ...seen, ...(expected === null ? {} : { expected }) });
  };
}

async function ask(
  workbench: ProbeDirectory,
  place: string,
  dir: string,
  platform: Platform,
): Promise<Probe[]> {
  const trait = traitOf(platform.fileSystem.type);
  const probes: Probe[] = [
    syncsProbe(platform),
    localDisk(platform, trait),
    ...platform.addons.map(addonProbe),
  ];
  const add = asking(workbench, trait, probes);
  await add('rename-atomic', 'Does a reader always find a whole file while it is replaced by rename?', () =>
    Promise.resolve(renameObservation(platform)),
  );
  await add('file-mounts', 'Is a file in the directory a mount of its own?', () =>
    Promise.resolve(observeFileMounts(dir)),
  );
  for (const id of Object.keys(fileProbes) as FileProbeId[]) {
    await add(id, fileProbes[id].title, () => {
      const dir = join(place, id);
      mkdirSync(dir);
      return workbench.observe({ do: 'file-probe', id, dir });
    });
  }
  await askAboutLocks(workbench, platform.addons, add);
  return probes;
}

async function askAboutLocks(workbench: ProbeDirectory, addons: readonly Addon[], add: Ask): Promise<void> {
  await add('exclusive-create', exclusiveCreateTitle, () => observeExclusiveCreate(workbench));
  for (const probe of lockProbes)
    await add(probe.id, probe.title, () => lockObservation(workbench, probe, addons));
}

/** On local file systems as well, where a run trusts the documentation. */
async function watchedRenames(
  dir: string,
  { fileSystem }: Platform,
): Promise<Pick<Platform['fileSystem'], 'renames'>> {
  if (fileSystem.renames === undefined || fileSystem.renames.atomic !== 'yes') return {};
  try {
    return { renames: renamesOf(fileSystem, await watchRenames(dir, WATCH_MS)) };
  } catch {
    return {};
  }
}

const WATCH_MS = 150;

function renameObservation({ fileSystem: { renames } }: Platform): Observation {
  if (renames === undefined) return { outcome: 'unknown', detail: 'It could not be watched.' };
  return { outcome: renames.atomic, detail: renames.reason === '' ? '' : `${renames.reason}.` };
}

async function lockObservation(
  workbench: ProbeDirectory,
  probe: LockProbe,
  addons: readonly Addon[],
): Promise<Observation> {
  const reasons = probe.kinds.map((kind) => whyNot(kind, addons)).filter((reason) => reason !== null);
  const reason = reasons[0];
  return reason === undefined ? await probe.observe(workbench) : { outcome: 'n/a', detail: reason };
}

/** Why a kind of lock can't be tried here, with the remedy where there is one. */
export function whyNot(kind: LockKind, addons: readonly Addon[], platform = process.platform): string | null {
  const absent = absence(kind, platform);
  if (absent !== null) return absent;
  const addon = addons.find((it) => it.name === addonOf[kind]);
  if (addon?.loaded) return null;
  return `${addonOf[kind]} is missing. ${addon?.remedy ?? ''}`.trim();
}

function localDisk(platform: Platform, trait: Trait): Probe {
  const { type, mount } = platform.fileSystem;
  const outcome = trait === 'local' ? 'yes' : trait === 'unknown' || trait === 'foreign' ? 'unknown' : 'no';
  const title = 'Is the directory on a local disk?';
  return { id: 'local-disk', title, outcome, detail: `${type} mounted at ${mount}.` };
}

/** First, because nothing that is said of durability holds without it. */
function syncsProbe({ fileSystem: { syncs, type, mount } }: Platform): Probe {
  const title = 'Is an fsync of a file and of a directory passed on to a disk?';
  const truths = syncs === undefined ? ['unknown'] : [syncs.file, syncs.directory];
  const isLost = truths.includes('not-passed-on');
  const outcome = isLost ? 'no' : truths.every((truth) => truth === 'passed-on') ? 'yes' : 'unknown';
  const reason = syncs?.reason || `${type} mounted at ${mount}`;
  const remedy = outcome === 'yes' ? '' : ' No strategy is durable here; pick a directory on a local disk.';
  return { id: 'syncs-passed-on', title, outcome, detail: `${reason}.${isLost ? remedy : ''}` };
}

function addonProbe(addon: Addon): Probe {
  const version = addon.version === null ? 'Version unknown.' : `Version ${addon.version}.`;
  return {
    id: `addon-${addon.name}`,
    title: `Does ${addon.name} load?`,
    outcome: addon.loaded ? 'yes' : 'no',
    detail: addon.remedy ?? version,
  };
}

export function surprises(probes: readonly Probe[]): string[] {
  return probes.filter(isSurprise).map((probe) => {
    const source = probe.expected === undefined ? '' : ` (${probe.expected.source})`;
    const documented = probe.expected?.outcome ?? '';
    return `${probe.title} Here: ${probe.outcome}; documented: ${documented}${source}. ${probe.detail}`.trim();
  });
}
