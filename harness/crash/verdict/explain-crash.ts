// Explains why a permitted disk breaks a promise: a sentence that names the missing ordering, and lines that
// show what was done, what of it was synced, what survived and what recovery finds. The sentence is derived
// from what is missing on the disk; it names one cause, there may be others.

import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import { expectedInWords } from '../../../results/verdicts/expected-document.js';
import type { FailureKind, LostEffect } from '../../../results/vocabulary/persistence.js';
import type { CrashStates } from '../states/collect-states.js';
import { type ImageNode, imageOfState } from '../states/disk-image.js';
import { describeWindow } from '../trace/attempts.js';
import { describeEffect, entryPath, targetOf } from '../trace/describe-effect.js';
import { pathAt } from '../trace/paths.js';
import type { Timeline } from '../trace/timeline.js';
import type { CrashCounterexample } from './judge-states.js';

const linesBeforeMax = 40;

export function explainCrash(
  found: CrashStates,
  counterexample: CrashCounterexample,
): Capsule['explanation'] {
  return { sentence: sentenceFor(found, counterexample), lines: storyOf(found, counterexample) };
}

function sentenceFor(found: CrashStates, counterexample: CrashCounterexample): string {
  const { timeline, documentPath } = found;
  const when = moment(found, counterexample);
  const lostNames = counterexample.lost.filter(({ effect }) => isNaming(timeline, effect));
  const rename = lostNames.find(({ effect }) => givesName(timeline, effect) === documentPath);
  if (rename !== undefined) return nameNotDurable(timeline, rename.effect, documentPath, when);
  const ancestor = lostNames.find(({ effect }) => {
    const given = givesName(timeline, effect);
    return given !== null && documentPath.startsWith(`${given}/`);
  });
  if (ancestor !== undefined) {
    const given = givesName(timeline, ancestor.effect);
    return `the new directory ${given} was not durable ${when}: its parent was not synced after it was created`;
  }
  const data = counterexample.lost.find(({ effect }) => !isNaming(timeline, effect));
  if (data !== undefined) return dataNotDurable(found, counterexample, data, when);
  const other = lostNames.find(({ effect }) => namesContent(timeline, effect));
  const name = other === undefined ? null : givesName(timeline, other.effect);
  if (name !== null) {
    return `the new name ${name} was not durable ${when}: what needs it was durable before its directory was synced`;
  }
  return withoutLoss(counterexample.kind, documentPath);
}

/** The crash point of the acknowledgement, or of the crash if nothing was acknowledged yet. */
function moment(found: CrashStates, counterexample: CrashCounterexample): string {
  const acked = describeWindow(found.timeline.attempts, counterexample.window).lastAcked;
  return acked === null ? 'when the crash came' : `when rev ${acked.rev} was acknowledged`;
}

function nameNotDurable(timeline: Timeline, at: number, documentPath: string, when: string): string {
  const effect = timeline.trace.effects[at];
  const what = effect?.op === 'rename' ? 'the rename' : `the new name ${documentPath}`;
  const dir =
    effect?.op === 'rename' ? effect.toDir : effect !== undefined && 'dir' in effect ? effect.dir : 0;
  const synced = timeline.inodes.get(dir)?.syncs ?? [];
  const early = synced.some((sync) => sync < at && sync > at - 8);
  const why = early
    ? 'its directory was synced before it, not after'
    : 'nothing synced its directory between the two';
  return `${what} was not durable ${when}: ${why}`;
}

function dataNotDurable(
  found: CrashStates,
  counterexample: CrashCounterexample,
  lost: LostEffect,
  when: string,
): string {
  const { timeline, documentPath } = found;
  const effect = timeline.trace.effects[lost.effect];
  const ino = effect !== undefined && 'ino' in effect ? effect.ino : -1;
  const written = pathAt(timeline, ino, lost.effect);
  const survived = timeline.trace.effects.findIndex(
    (later, at) =>
      at > lost.effect &&
      at < counterexample.point &&
      !counterexample.lost.some((each) => each.effect === at) &&
      (later.op === 'rename' || later.op === 'link' || later.op === 'symlink'),
  );
  const later = timeline.trace.effects[survived];
  if (later !== undefined && 'ino' in later) {
    return later.ino === ino
      ? `the new name was durable before the data it stands for: ${written} was not synced before it was renamed`
      : `${givesName(timeline, survived)} was durable before the data that it leads to: ${written} was not synced before`;
  }
  const inFlight = lost.effect >= counterexample.point - 1;
  if (!inFlight && counterexample.kind === 'lost-acknowledged-write') {
    return `what was written to ${written} was not durable ${when}: nothing synced it between the two`;
  }
  if (appends(timeline, ino, lost.effect)) {
    return `a crash in the middle of a write leaves a part of what was appended to ${written}, and nothing tells it from a whole one`;
  }
  const what = written === documentPath ? 'the document' : written;
  const moment = inFlight ? 'a crash in the middle of the write' : 'a crash';
  return `${what} is overwritten in place: ${moment} leaves neither the old one nor the new one whole`;
}

/** Whether a write began where its file ended, and the file held something. */
function appends(timeline: Timeline, ino: number, at: number): boolean {
  const life = timeline.inodes.get(ino);
  const effect = timeline.trace.effects[at];
  if (life === undefined || effect?.op !== 'write') return false;
  let size = life.initial.length;
  for (const op of life.data) {
    if (op.at >= at) break;
    size = op.kind === 'truncate' ? op.size : Math.max(size, op.offset + op.bytes.length);
  }
  return size > 0 && effect.offset >= size;
}

/** Whether an effect names a file that something was written to, or a link. */
function namesContent(timeline: Timeline, at: number): boolean {
  const effect = timeline.trace.effects[at];
  if (effect === undefined || !('ino' in effect)) return false;
  const life = timeline.inodes.get(effect.ino);
  return effect.op === 'symlink' || (life !== undefined && life.data.length > 0);
}

function withoutLoss(kind: FailureKind, documentPath: string): string {
  switch (kind) {
    case 'missing-document':
      return `the old ${documentPath} was taken away before the new one was in its place`;
    case 'zero-length-document':
    case 'torn-document':
      return 'the document is overwritten in place: a crash between two of its steps leaves neither version whole';
    case 'lost-acknowledged-write':
      return 'the write was acknowledged before it had reached the document';
    case 'phantom-document':
      return 'the document is one that nobody had attempted to write by then';
    case 'recovery-failed':
      return 'the strategy cannot read what its own interrupted write left';
    case 'follow-up-failed':
      return 'what the interrupted write left keeps the next write from getting through';
    case 'litter':
      return 'what the interrupted write left is not cleaned up by the next write';
  }
}

function storyOf(found: CrashStates, counterexample: CrashCounterexample): string[] {
  const { timeline } = found;
  const lost = new Map(counterexample.lost.map((each) => [each.effect, each]));
  const lines: string[] = [];
  const from = Math.max(0, counterexample.point - linesBeforeMax);
  const end = Math.max(counterexample.point, ...counterexample.lost.map(({ effect }) => effect + 1));
  let skipped = 0;
  for (let at = 0; at < end; at++) {
    const missing = lost.get(at);
    if (at < from && missing === undefined) {
      skipped++;
      continue;
    }
    if (skipped > 0) lines.push(`… ${skipped} earlier effects survived`);
    skipped = 0;
    lines.push(`#${at} ${describeEffect(timeline, at)}${fateOf(timeline, at, missing)}`);
    if (at === counterexample.point - 1) lines.push(`*** ${crashName(counterexample)} ***`);
  }
  if (counterexample.point === 0) lines.unshift(`*** ${crashName(counterexample)} ***`);
  const expected = expectedInWords(describeWindow(timeline.attempts, counterexample.window));
  return [
    ...lines,
    'disk after the crash:',
    ...diskLines(found, counterexample),
    `expected: ${expected}`,
    `found: ${counterexample.kind}`,
  ];
}

function fateOf(timeline: Timeline, at: number, missing: LostEffect | undefined): string {
  if (missing !== undefined)
    return ` — ${missing.extent === 'part' ? 'PARTLY LOST' : 'LOST'}: ${missing.detail}`;
  const op = timeline.trace.effects[at]?.op;
  return op === 'mark' || op === 'fsync' || op === 'fdatasync' ? '' : ' — on disk';
}

function crashName(counterexample: CrashCounterexample): string {
  return counterexample.model === 'kill' ? 'the process is killed' : 'the power goes';
}

function diskLines(found: CrashStates, counterexample: CrashCounterexample): string[] {
  const image = imageOfState(found, counterexample.state);
  return image.length === 0 ? ['  (empty)'] : image.map(nodeLine);
}

function nodeLine(node: ImageNode): string {
  switch (node.type) {
    case 'dir':
      return `  ${node.path}/`;
    case 'file':
      return `  ${node.path}: ${node.bytes.length} bytes`;
    case 'link':
      return `  ${node.path} = ${node.to}`;
    case 'symlink':
      return `  ${node.path} → ${node.target}`;
  }
}

function isNaming(timeline: Timeline, at: number): boolean {
  return timeline.directoryOps.some((op) => op.at === at);
}

/** The path that this effect gives a name to, or null. */
function givesName(timeline: Timeline, at: number): string | null {
  const effect = timeline.trace.effects[at];
  switch (effect?.op) {
    case 'rename':
      return targetOf(timeline, effect, at);
    case 'create':
    case 'mkdir':
    case 'link':
    case 'symlink':
      return entryPath(timeline, effect.dir, effect.name, at);
    default:
      return null;
  }
}
