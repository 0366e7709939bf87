// Reads an interleaving capsule as hostile input: no unknown field, no more work than a schedule may cause,
// no client that doesn't exist, no choice that its variant doesn't have, no path that leads out of the
// schedule's directory. Whether the schedule can be followed shows only when it is followed.

import type { Choice } from '../vocabulary/schedule.js';
import { isPlain } from './capsule-bounds.js';
import { checkTree } from './capsule-tree.js';
import { type InterleavingCapsule, interleavingCapsuleSchema } from './interleaving-capsule.js';
import { readStrictly } from './strict-capsule.js';

const documentBytesMax = 8 * 1024 * 1024;
const keyKinds: ReadonlySet<string> = new Set([
  'name',
  'entries',
  'content',
  'links',
  'lock',
  'life',
  'identity',
]);

/** Of a value that may be anything. Throws CapsuleError, saying what is wrong and where. */
export function checkInterleavingCapsule(value: unknown): InterleavingCapsule {
  return readStrictly(value, interleavingCapsuleSchema, problemWith);
}

function problemWith(capsule: InterleavingCapsule): string | null {
  const { writers, readers, writes, variant, documentBytes, contended, leftovers } = capsule;
  const clients = writers + readers;
  if (writers === 0 || writes === 0) return 'writers: nobody writes';
  if (clients > clientsMax) return `writers: more than ${clientsMax} clients`;
  if (!Number.isSafeInteger(capsule.seed)) return 'seed: not an integer that can be counted exactly';
  if (documentBytes > documentBytesMax) return 'documentBytes: more than 8 MiB';
  if (readers > 0 && variant !== 'reader') return `readers: there are none in the variant ${variant}`;
  if (leftovers !== null && variant !== 'stale-lock')
    return `leftovers: there are none in the variant ${variant}`;
  const wrongKey = contended === 'all' ? undefined : contended.find((key) => !isKey(key));
  if (wrongKey !== undefined) return `contended: ${JSON.stringify(wrongKey).slice(0, 80)} is no key`;
  return (
    choiceProblem(capsule, clients) ??
    laneProblem(capsule, clients) ??
    (leftovers === null ? null : checkTree(leftovers, 'leftovers'))
  );
}

const clientsMax = 8;

/** `kind:path`, the path within the schedule's directory (`.` is that directory itself). */
function isKey(key: string): boolean {
  const colon = key.indexOf(':');
  if (!keyKinds.has(key.slice(0, colon))) return false;
  const path = key.slice(colon + 1);
  return path === '.' || path.split('/').every(isPlain);
}

function choiceProblem(
  { choices, variant, preemptions }: InterleavingCapsule,
  clients: number,
): string | null {
  const special = choices.filter((choice) => choice.do !== 'run');
  if (special.length > 1) return 'choices: more than one of crash, stall, clock-jump and pause';
  const [wrong] = special.filter((choice) => choice.do !== variant);
  if (wrong !== undefined) return `choices: no ${wrong.do} in the variant ${variant}`;
  const beyond = choices.find((choice) => (clientOf(choice) ?? 0) >= clients);
  if (beyond !== undefined) return `choices: there is no client ${clientOf(beyond)}`;
  return preemptions > choices.length ? 'preemptions: more than there are choices' : null;
}

function clientOf(choice: Choice): number | null {
  return choice.do === 'clock-jump' ? null : choice.client;
}

function laneProblem({ lanes }: InterleavingCapsule, clients: number): string | null {
  const beyond = lanes.find(
    ({ client, preempted }) => (client ?? 0) >= clients || (preempted ?? 0) >= clients,
  );
  return beyond === undefined ? null : 'lanes: of a client that is not there';
}
