// The file of power cuts: written after each session, so that an interruption loses nothing that is finished, and
// added to by later runs on the same platform. A file of another platform is left alone.
import { existsSync } from 'node:fs';
import {
  isSamePlatform,
  mergedPowerCuts,
  POWER_CUTS_SCHEMA_VERSION,
  type PowerCuts,
  powerCutsSchema,
} from '../verdicts/power-cuts.js';
import { ArchiveError } from './archive-error.js';
import { readDocument, saveDocument } from './json-document.js';
import { publishAtomically } from './publishing.js';

/** null: there is none yet. Rejects with ArchiveError when there is another file, or one of another platform. */
export async function powerCutsToAddTo(
  path: string,
  platform: PowerCuts['platform'],
): Promise<PowerCuts | null> {
  if (!existsSync(path)) return null;
  const found = await readDocument(path, powerCutsSchema, POWER_CUTS_SCHEMA_VERSION);
  if (isSamePlatform(found.platform, platform)) return found;
  const { id, kernel, node } = found.platform;
  throw new ArchiveError(
    'UNWRITABLE',
    `${path} is of ${id}, kernel ${kernel}, Node ${node}, and nothing of another platform is added to it. Give another file.`,
  );
}

/** `before`: what the file is added to; null: nothing. Rejects with ArchiveError. */
export async function storePowerCuts(path: string, before: PowerCuts | null, now: PowerCuts): Promise<void> {
  const all = before === null ? now : mergedPowerCuts(before, now);
  await saveDocument(path, powerCutsSchema, all, publishAtomically, 1);
}
