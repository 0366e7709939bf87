// A failing execution for people: the schedule of events in virtual time, with the answers of clients around them,
// and one sentence that says what was done and what came of it.
import type { NemesisEvent } from '../../results/vocabulary/nemesis-plan.js';
import type { ViolationClass } from '../../results/vocabulary/schedule.js';
import { answersOf, endOf } from '../interleavings/explain/answers.js';
import { explainViolation } from '../interleavings/explain/explain-violation.js';
import { firstProofNs } from '../interleavings/explain/first-proof.js';
import { InodeLetters } from '../interleavings/explain/inode-letters.js';
import { stepsBefore } from '../interleavings/step-clock.js';
import type { CarriedOut } from './carry-out-plan.js';
import type { DoneEvent } from './nemesis-run.js';

export interface NemesisStory {
  /** Without its full stop. */
  sentence: string;
  lines: string[];
}

const SENTENCE_MAX = 2000;
/** At the beginning and at the end; what is between is counted. */
const LINES_AROUND = 16;
const LOCK_TURNED = /^(try-lock|unlock) (.+?)(?: \{inode:[^}]*\})?(?:: (locked|released))?$/;

export function tellStory(carried: CarriedOut, about: ViolationClass): NemesisStory | null {
  const { execution, run, violations } = carried;
  const found = violations.find((one) => one.class === about);
  if (found === undefined) return null;
  const done = run.done.map(inWords);
  const whole = explainViolation(found, execution, new InodeLetters());
  const sentence = done.length === 0 ? whole : `${capital(listed(done.map(({ what }) => what)))}. ${whole}`;
  return { sentence: sentence.slice(0, SENTENCE_MAX), lines: linesOf(carried, about, done) };
}

interface Line {
  steps: number;
  atMs: number;
  who: string;
  text: string;
}

function linesOf(
  { execution, run }: CarriedOut,
  about: ViolationClass,
  done: readonly { line: string; event: DoneEvent }[],
): string[] {
  const { finalState, steps, ending } = execution;
  const untilNs = firstProofNs(execution, about);
  const until = Math.min(steps.length, stepsBefore(untilNs) + 1);
  const events = done.map(({ line, event }): Line => {
    return {
      steps: event.steps,
      atMs: event.atMs,
      who: event.client === null ? 'all' : `P${event.client}`,
      text: line,
    };
  });
  const answers = (finalState === null ? [] : answersOf(finalState.history))
    .filter(({ atNs }) => atNs <= untilNs)
    .filter(({ text, atNs }) => atNs === untilNs || /^write (acknowledged|on .* failed)/.test(text))
    .map(
      ({ client, atNs, text }): Line =>
        line(run.timeAfter(stepsBefore(atNs)), stepsBefore(atNs), client, text),
    );
  const locks = steps.slice(0, until).flatMap((step, index): Line[] => {
    const [, verb, name, result] = LOCK_TURNED.exec(step.label) ?? [];
    if (verb === undefined || name === undefined || (verb === 'try-lock' && result !== 'locked')) return [];
    const text = verb === 'unlock' ? `releases ${name}` : `gets ${name}`;
    return [line(run.timeAfter(index), index, step.client, text)];
  });
  const all = [...events, ...locks, ...answers].sort((a, b) => a.steps - b.steps);
  const from = Math.max(
    0,
    Math.min(
      all.findIndex((one) => events.includes(one)),
      all.length,
    ) - 4,
  );
  const shown = all.slice(from).map(({ atMs, who, text }) => `${clock(atMs)}  ${who}  ${text}`);
  const ends = [
    ...(ending.type === 'hang' || ending.type === 'death' ? [`P${ending.client}  ${ending.how}`] : []),
    ...(finalState === null ? [] : endOf(finalState)),
  ];
  const hidden = shown.length - 2 * LINES_AROUND;
  if (hidden <= 1) return [...shown, ...ends];
  return [...shown.slice(0, LINES_AROUND), `… ${hidden} more`, ...shown.slice(-LINES_AROUND), ...ends];
}

const line = (atMs: number, steps: number, client: number, text: string): Line => ({
  atMs,
  steps,
  who: `P${client}`,
  text,
});

/** `+12.345 s`, of virtual time. */
function clock(ms: number): string {
  return `+${(ms / 1000).toFixed(3).padStart(8)} s`;
}

/** `what`: within a sentence. `line`: of the schedule of events, after the name of the client. */
function inWords(event: DoneEvent): { what: string; line: string; event: DoneEvent } {
  const who = `client ${event.client}`;
  const where = event.before === null || event.before === 'sleep' ? '' : ` right before “${event.before}”`;
  const { what, line: text } = deedInWords(event.event, who, where);
  return { what, line: text, event };
}

function deedInWords(event: NemesisEvent, who: string, where: string): { what: string; line: string } {
  switch (event.do) {
    case 'kill':
      return { what: `${who} was killed${where}`, line: `is killed (SIGKILL)${where}` };
    case 'exit':
      return { what: `the process of ${who} exited${where}`, line: `exits (process.exit)${where}` };
    case 'pause':
    case 'stall':
      return {
        what: `${who} stood still for ${duration(event.ms)}${where}`,
        line: `stands still for ${duration(event.ms)}${where}`,
      };
    case 'clock': {
      const how = event.ms < 0 ? 'set back' : 'set on';
      const text = `the wall clock was ${how} by ${duration(Math.abs(event.ms))}`;
      return { what: text, line: text.replace('was', 'is') };
    }
    case 'own-clock': {
      const how = event.ms < 0 ? 'set back' : 'set on';
      const by = duration(Math.abs(event.ms));
      return {
        what: `the wall clock of ${who}, and nobody else’s, was ${how} by ${by}${where}`,
        line: `its wall clock, and nobody else’s, is ${how} by ${by}${where}`,
      };
    }
    case 'slow-syncs':
      return {
        what: `every fsync of ${who} took ${duration(event.ms)}`,
        line: `from now on every fsync takes ${duration(event.ms)}`,
      };
    case 'hold-open':
      return {
        what: 'somebody kept the document open',
        line: 'somebody opens the document and keeps it open',
      };
    case 'edit':
      return { what: 'somebody saved the document by hand', line: 'somebody saves the document by hand' };
    default:
      return event satisfies never;
  }
}

function duration(ms: number): string {
  if (ms % 3_600_000 === 0) return ms === 3_600_000 ? 'an hour' : `${ms / 3_600_000} hours`;
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}

function listed(parts: readonly string[]): string {
  const [last, ...others] = [...parts].reverse();
  return others.length === 0 ? (last ?? '') : `${others.reverse().join(', ')} and ${last}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
