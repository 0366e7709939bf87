// Measures from how many unique disk states a real strategy recovers in a second, in children side by side,
// their start included. The states are those of its own recording, as in a run.
import { existsSync, readFileSync } from 'node:fs';
import { seededRandom } from '../../random.js';
import {
  DOCUMENT_PATH,
  type RecordedVariant,
  type RecordTask,
  type RecoverItem,
} from '../children/child-protocol.js';
import { type CrashContext, runChild } from '../children/children.js';
import { ContentPacking } from '../contents/packed-contents.js';
import { chooseStates } from '../recovery/choose-states.js';
import { recoverAll } from '../recovery/recover.js';
import { packedNodes } from '../recovery/recover-states.js';
import { afterReboot } from '../recovery/recovery-conditions.js';
import { collectStates } from '../states/collect-states.js';

export interface RecoveryRate {
  states: number;
  seconds: number;
  /** CPU time of the children; null where the system does not report it (only Linux does). */
  cpuSeconds: number | null;
  /** States without an outcome. */
  unanswered: number;
  /** Reads that found a document, and next writes that got through: a rate of failures alone says little. */
  read: number;
  written: number;
}

export interface RecoveryLoad {
  writes: number;
  documentBytes: number;
  statesMost: number;
}

const RECORD_MS_MAX = 30_000;

/** Rejects if nothing could be recorded. */
export async function recoveryRate(context: CrashContext, load: RecoveryLoad): Promise<RecoveryRate> {
  const { items, packing } = await itemsOf(context, load);
  const watching = { ...context, registerProcess: watchProcess };
  const [started, cpuBefore] = [performance.now(), cpuSecondsOfChildren()];
  const { outcomes } = await recoverAll(watching, items, { packing });
  const seconds = (performance.now() - started) / 1000;
  const cpuAfter = cpuSecondsOfChildren();
  return {
    states: items.length,
    seconds,
    cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
    unanswered: outcomes.filter((outcome) => outcome === null).length,
    read: outcomes.filter((outcome) => outcome?.recovered.type === 'document').length,
    written: outcomes.filter((outcome) => outcome?.nextWrite.type === 'ok').length,
  };
}

/** Pooled children may stay for the next load. */
const children = new Set<number>();
const TICKS_PER_SECOND = 100;

function watchProcess(pid: number): () => void {
  children.add(pid);
  return () => {};
}

function cpuSecondsOfChildren(): number | null {
  if (process.platform !== 'linux') return null;
  let ticks = 0;
  for (const pid of children) {
    const text = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '';
    const [user = 0, system = 0] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    ticks += user + system;
  }
  return ticks / TICKS_PER_SECOND;
}

async function itemsOf(
  context: CrashContext,
  load: RecoveryLoad,
): Promise<{ items: RecoverItem[]; packing: ContentPacking }> {
  const task: RecordTask = {
    strategy: context.reference,
    directory: context.freshDirectory('recording'),
    variants: ['document-present'],
    writes: load.writes,
    documentBytes: load.documentBytes,
  };
  const { lines, ended } = await runChild<RecordedVariant>(context, 'record-entry', task, RECORD_MS_MAX);
  const [recorded] = lines;
  if (recorded === undefined || recorded.trace.distrust !== null) {
    throw new Error(`nothing to recover from: ${recorded?.trace.distrust ?? ended}`);
  }
  const found = collectStates(recorded.trace, { documentPath: DOCUMENT_PATH });
  const base = context.freshDirectory('states');
  const packing = new ContentPacking();
  const chosen = chooseStates(found, load.statesMost, seededRandom(1).integer(0, 1000));
  const items = chosen.map((state, index) =>
    afterReboot(`${base}/${index}`, DOCUMENT_PATH, packedNodes(found, state, packing)),
  );
  return { items, packing };
}
