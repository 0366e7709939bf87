// Lets the real strategy recover from the disk states of a recording: from each as after a reboot, and from
// some that hold more than the document at once, too. Reports the outcomes, the files that recovery read (its
// read set), and whether the bytes of one file are the document.
import {
  type DiskNode,
  DOCUMENT_PATH,
  type RecordedVariant,
  type RecoveredItem,
  type RecoverItem,
} from '../children/child-protocol.js';
import type { ChildContext } from '../children/children.js';
import { ContentPacking, type PackedContent } from '../contents/packed-contents.js';
import { replacedWhole } from '../recording/replaced-whole.js';
import type { CrashStates } from '../states/collect-states.js';
import { nodesOfState } from '../states/disk-image.js';
import type { UniqueState } from '../states/state-collector.js';
import type { KnownDocument } from '../verdict/document-oracle.js';
import { identityRead, saysNothing } from '../verdict/judge-recovery.js';
import type { VariantPlan } from '../verdict/judge-variant.js';
import { type RecoverOptions, recoverAll } from './recover.js';
import { afterReboot, atOnce, holdsMoreThan } from './recovery-conditions.js';
import { VaryingFiles } from './varying-files.js';

/** States of a recording that are recovered from at once, too. */
const AT_ONCE_MAX = 6;

/** What recovery depends on besides the document, as far as it is known. */
export interface Dependence {
  /** Files whose content it reads. */
  alsoRead: readonly string[];
  /** The bytes of the document's file don't say what the document is: only the strategy's own read() does. */
  onlyTheStrategyKnows: boolean;
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
  /** Every file whose content was read. */
  readSet: Set<string>;
  /**
   * The bytes of one file are the document: the recording proves that it is only replaced as a whole, and the
   * strategy reads each acknowledged document from its file alone.
   */
  wholeFile: boolean;
}

/** One disk to recover from, and what it is for. */
type Question = { item: RecoverItem } & (
  | { about: 'known-document'; document: KnownDocument }
  | { about: 'state'; state: UniqueState; atOnce: boolean }
);

export async function recoverStates(
  context: ChildContext,
  prepared: readonly PreparedStates[],
): Promise<Map<PreparedStates, StateRecoveries>> {
  const base = context.freshDirectory('states');
  const packing = new ContentPacking();
  let roots = 0;
  const nextRoot = (): string => `${base}/${roots++}`;
  const questions = prepared.map((one) => questionsAbout(one, packing, nextRoot));
  const items = questions.flat().map(({ item }) => item);
  const outcomes =
    items.length === 0
      ? []
      : (await recoverAll(context, items, { packing, ...writersOf(prepared) })).outcomes;
  const rest = outcomes.values();
  return new Map(
    prepared.map((one, index) => {
      const own = questions[index] ?? [];
      const answers = own.map(() => rest.next().value ?? null);
      return [one, recoveriesOf(one, own, answers)];
    }),
  );
}

/** Who wrote what is recovered from, and until when. */
function writersOf(prepared: readonly PreparedStates[]): Pick<RecoverOptions, 'dead' | 'writtenAtMs'> {
  const recorded = prepared.map((one) => one.recorded);
  return {
    dead: [...new Set(recorded.flatMap(({ pid }) => pid ?? []))],
    writtenAtMs: Math.max(...recorded.map((one) => one.writtenAtMs)),
  };
}

function questionsAbout(
  { known, states, chosen }: PreparedStates,
  packing: ContentPacking,
  nextRoot: () => string,
): Question[] {
  const questions: Question[] = known.map((document) => ({
    about: 'known-document',
    document,
    item: afterReboot(nextRoot(), DOCUMENT_PATH, documentAlone(packing.packBytes(document.content))),
  }));
  let triedAtOnce = 0;
  for (const state of chosen) {
    const nodes = packedNodes(states, state, packing);
    questions.push({
      about: 'state',
      state,
      atOnce: false,
      item: afterReboot(nextRoot(), DOCUMENT_PATH, nodes),
    });
    if (!holdsMoreThan(DOCUMENT_PATH, nodes) || triedAtOnce++ >= AT_ONCE_MAX) continue;
    questions.push({ about: 'state', state, atOnce: true, item: atOnce(nextRoot(), DOCUMENT_PATH, nodes) });
  }
  return questions;
}

function recoveriesOf(
  { recorded, known, states }: PreparedStates,
  questions: readonly Question[],
  answers: readonly (RecoveredItem | null)[],
): StateRecoveries {
  const recoveries: StateRecoveries = {
    outcomes: new Map(),
    readSet: new Set(),
    wholeFile: false,
  };
  const varying = new VaryingFiles(states);
  let readAlone = 0;
  let readsOthers = false;
  for (const [index, question] of questions.entries()) {
    const answer = answers[index] ?? null;
    if (answer === null) continue;
    if (question.about === 'known-document') {
      const read = identityRead(answer.recovered);
      if (typeof read === 'object' && read?.token === question.document.identity.token) readAlone += 1;
      continue;
    }
    // Recovery that can't be observed may have read everything.
    const others = answer.unseen ? [...varying.paths] : [];
    const { reading, writing } = answer.readSet;
    for (const path of [...reading, ...writing, ...others]) recoveries.readSet.add(path);
    readsOthers ||= [...reading, ...others].some((path) => varying.has(path));
    if (question.atOnce && saysNothing(answer)) continue;
    const { outcomes } = recoveries;
    outcomes.set(question.state, [...(outcomes.get(question.state) ?? []), answer]);
  }
  recoveries.wholeFile =
    known.length > 0 &&
    readAlone === known.length &&
    !readsOthers &&
    replacedWhole(recorded.trace, DOCUMENT_PATH);
  return recoveries;
}

/** The disk of a state, for `recoverAll`. */
export function packedNodes(
  { store }: Pick<CrashStates, 'store'>,
  state: UniqueState,
  packing: ContentPacking,
): DiskNode[] {
  return nodesOfState(state, ({ mode, content }) => ({ mode, content: packing.pack(store, content) }));
}

function documentAlone(content: PackedContent): DiskNode[] {
  const parts = DOCUMENT_PATH.split('/');
  const above = parts
    .slice(0, -1)
    .map((_, index): DiskNode => ({ path: parts.slice(0, index + 1).join('/'), type: 'dir', mode: 0o755 }));
  return [...above, { path: DOCUMENT_PATH, type: 'file', mode: 0o644, content }];
}
