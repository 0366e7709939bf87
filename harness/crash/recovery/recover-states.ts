// The real strategy in front of the disks of a recording: as after a reboot, with everything aged by a minute, and those
// that hold more than the document as found at once, too. What comes of each, which files it looked at to get there,
// and whether it reads each acknowledged document from its file alone.

import {
  type DiskNode,
  DOCUMENT_PATH,
  type RecordedVariant,
  type RecoveredItem,
  type RecoverItem,
} from '../children/child-protocol.js';
import type { CrashContext } from '../children/children.js';
import { ContentPacking, type PackedContent } from '../contents/packed-contents.js';
import type { CrashStates } from '../states/collect-states.js';
import { nodesOfState } from '../states/disk-image.js';
import type { UniqueState } from '../states/state-collector.js';
import type { KnownDocument } from '../verdict/document-oracle.js';
import type { VariantPlan } from '../verdict/judge-variant.js';
import { recoverAll } from './recover.js';
import { varyingFiles } from './varying-files.js';

/** A reboot takes longer than any stale time in use. */
const REBOOT_MS = 60_000;
const PATIENCE_MS = 200;
/** States that hold more than the document, tried without the minute that a reboot takes. */
const FRESH_MAX = 6;

/** What recovery depends on besides the document, as far as it is known. */
export interface Dependence {
  /** Files whose content it looks at. */
  alsoRead: readonly string[];
  /** Also to tell what the document is, so that its bytes alone don't say it. */
  readsOthers: boolean;
}
/** A recording with its disk states, and those that the strategy is to recover from. */
export interface PreparedStates {
  recorded: RecordedVariant;
  known: KnownDocument[];
  dependence: Dependence;
  plan: VariantPlan;
  states: CrashStates;
  chosen: UniqueState[];
}

export interface StateRecoveries {
  outcomes: Map<UniqueState, RecoveredItem[]>;
  /** Every file whose content was looked at. */
  looked: Set<string>;
  /** Some of them, besides the document, when it was read. */
  readsOthers: boolean;
  /** The strategy reads each acknowledged document from its file alone. */
  wholeFile: boolean;
}

export const nothingSeen: StateRecoveries = {
  outcomes: new Map(),
  looked: new Set(),
  readsOthers: false,
  wholeFile: false,
};

export async function recoverStates(
  context: CrashContext,
  prepared: readonly PreparedStates[],
): Promise<Map<PreparedStates, StateRecoveries>> {
  const base = context.freshDirectory('states');
  const items: RecoverItem[] = [];
  const later: (() => void)[] = [];
  const recoveries = new Map<PreparedStates, StateRecoveries>();
  let all: (RecoveredItem | null)[] = [];
  const ask = (nodes: DiskNode[], agedMs: number | null, hear: (outcome: RecoveredItem) => void): void => {
    const index = items.length;
    const root = `${base}/${index}`;
    items.push({
      path: `${root}/${DOCUMENT_PATH}`,
      disk: { root, nodes, agedMs },
      patienceMs: agedMs === null ? 0 : PATIENCE_MS,
      ageMs: 0,
      documentBytes: 300,
    });
    later.push(() => {
      const outcome = all[index];
      if (outcome !== undefined && outcome !== null) hear(outcome);
    });
  };
  const packing = new ContentPacking();
  for (const one of prepared) {
    const recovery = askAbout(one, packing, ask);
    recoveries.set(one, recovery);
  }
  if (items.length === 0) return recoveries;
  all = await recoverAll(context, items, packing);
  for (const hear of later) hear();
  return recoveries;
}

/** Fills itself in when the answers come. */
function askAbout(
  { known, states, chosen }: PreparedStates,
  packing: ContentPacking,
  ask: (nodes: DiskNode[], agedMs: number | null, hear: (outcome: RecoveredItem) => void) => void,
): StateRecoveries {
  const recovery: StateRecoveries = {
    outcomes: new Map(),
    looked: new Set(),
    readsOthers: false,
    wholeFile: false,
  };
  const varying = varyingFiles(states);
  let readAlone = 0;
  for (const { content, identity } of known) {
    ask(documentAlone(packing.packBytes(content)), REBOOT_MS, ({ recovered }) => {
      if (recovered.type !== 'document') return;
      if (recovered.observed.intact && recovered.observed.token === identity.token) readAlone += 1;
      recovery.wholeFile = readAlone === known.length;
    });
  }
  const sees = ({ looked: { reading, writing }, unseen }: RecoveredItem): void => {
    // What can't be seen may have looked at everything.
    const others = unseen ? [...varying] : [];
    for (const path of [...reading, ...writing, ...others]) recovery.looked.add(path);
    recovery.readsOthers ||= unseen ? others.length > 0 : reading.some((path) => varying.has(path));
    if (recovery.readsOthers) recovery.wholeFile = false;
  };
  const heard = (state: UniqueState, outcome: RecoveredItem): void => {
    recovery.outcomes.set(state, [...(recovery.outcomes.get(state) ?? []), outcome]);
  };
  let fresh = 0;
  for (const state of chosen) {
    const nodes = packedNodes(states, state, packing);
    ask(nodes, REBOOT_MS, (outcome) => {
      sees(outcome);
      heard(state, outcome);
    });
    if (!holdsMore(nodes) || fresh++ >= FRESH_MAX) continue;
    ask(nodes, null, (outcome) => {
      sees(outcome);
      // A lock that only looks held because nothing has aged yet is no failure.
      if (outcome.nextWrite.type === 'ok' || outcome.nextWrite.code !== 'LOCKED') heard(state, outcome);
    });
  }
  return recovery;
}

/** The disk of a state, for `recoverAll`. */
export function packedNodes(
  { store }: Pick<CrashStates, 'store'>,
  state: UniqueState,
  packing: ContentPacking,
): DiskNode[] {
  return nodesOfState(state, ({ mode, content }) => ({ mode, content: packing.pack(store, content) }));
}

function holdsMore(nodes: readonly DiskNode[]): boolean {
  return nodes.some(({ path }) => path !== DOCUMENT_PATH && !DOCUMENT_PATH.startsWith(`${path}/`));
}

function documentAlone(content: PackedContent): DiskNode[] {
  const parts = DOCUMENT_PATH.split('/');
  const above = parts
    .slice(0, -1)
    .map((_, index): DiskNode => ({ path: parts.slice(0, index + 1).join('/'), type: 'dir', mode: 0o755 }));
  return [...above, { path: DOCUMENT_PATH, type: 'file', mode: 0o644, content }];
}
