// A replay as a story: what was done and synced, what survived, the disk before and after, what the strategy
// made of it, and the one sentence that explains it. Everything from a capsule is made fit to be shown first.
import { plainText } from '../../reports/text/plain-text.js';
import type { Capsule } from '../../results/capsules/crash-capsule.js';
import type {
  CrashReplay,
  DiskRow,
  ReadOutcome,
  RecoveryError,
  RecoveryOutcome,
} from '../../results/verdicts/crash-replay.js';
import type { Output } from './io.js';
import { wrap } from './paragraph.js';
import { renderTable } from './plain-table.js';

const storyLinesMax = 60;

export function replayStory(capsule: Capsule, found: CrashReplay, output: Output): string {
  const width = Math.min(100, output.columns ?? 100);
  const { strategy, variant, model, crashPoint, trace, environment } = capsule;
  const recorded = `${environment.platform}, Node ${environment.node}, ${environment.fileSystem}, Holdfast ${environment.holdfast}`;
  const situation = `crash after ${crashPoint} of ${trace.effects.length} effects`;
  return [
    `capsule of ${plainText(strategy.id)}: ${found.recorded} under ${model} (${variant}, ${situation})`,
    wrap(`recorded on ${plainText(recorded)}`, width, '  '),
    '',
    'What was done, and what of it was on the disk:',
    ...storyLines(found).map((line) => `  ${line}`),
    '',
    diskTable(found.disk, output),
    '',
    `expected:   ${windowText(found)}`,
    `by bytes:   ${found.bytes ?? 'the document keeps the promise'}`,
    ...askedLines(found),
    `the model:  ${permissionText(found, model)}`,
    ...found.contradictions.map((text) => `beware:     ${text}`),
    '',
    wrap(
      `Why: ${plainText(found.explanation.sentence)}${found.derived ? '' : ' (as the capsule says)'}.`,
      width,
      '',
    ),
    wrap(`Replay: ${found.verdict}: ${plainText(found.reason)}.`, width, ''),
  ].join('\n');
}

/** The disk comes as a table of its own. */
function storyLines({ explanation }: CrashReplay): string[] {
  const end = explanation.lines.indexOf('disk after the crash:');
  const lines = (end < 0 ? explanation.lines : explanation.lines.slice(0, end)).map(plainText);
  const hidden = lines.length - storyLinesMax;
  return hidden > 0 ? [`… ${hidden} earlier lines are in the capsule`, ...lines.slice(hidden)] : lines;
}

function diskTable(rows: readonly DiskRow[], output: Output): string {
  const cell = (size: number | null) => (size === null ? '–' : size < 0 ? 'there' : `${size} bytes`);
  const cells = rows.map(({ path, initial, live, survived }) => [
    plainText(path),
    cell(initial),
    cell(live),
    cell(survived),
  ]);
  return renderTable(
    ['path', 'before the first write', 'when the crash came', 'what survived'],
    cells,
    output,
  );
}

function windowText({ expected: { lastAcked, lastAttempted } }: CrashReplay): string {
  const least = lastAcked === null ? 'what was there before' : `rev ${lastAcked.rev} (acknowledged)`;
  return lastAttempted === null ? least : `${least} … rev ${lastAttempted.rev} (attempted)`;
}

function askedLines({ asked, kinds }: CrashReplay): string[] {
  switch (asked.type) {
    case 'not-asked':
      return [`strategy:   not asked: ${plainText(asked.reason)}`];
    case 'unavailable':
      return [
        `strategy:   can't be asked: ${plainText(asked.reason)}`,
        `to do:      ${plainText(asked.remedy)}`,
      ];
    case 'tried': {
      return [
        `it reads:   ${readText(asked.read)}`,
        `it writes:  ${writeText(asked.nextWrite)}`,
        ...(asked.litter.length === 0 ? [] : [`it leaves:  ${asked.litter.map(plainText).join(', ')}`]),
        ...(asked.atOnce === null ? [] : [`at once:    ${atOnceText(asked.atOnce)}`]),
        `so it is:   ${kinds.length === 0 ? 'no failure' : kinds.join(', ')}`,
      ];
    }
  }
}

/** A lock that was left may look held to those who come at once: that is no failure. */
function atOnceText({ read, nextWrite, litter }: RecoveryOutcome): string {
  const locked = nextWrite.type === 'error' && nextWrite.code === 'LOCKED';
  const wrote = locked ? 'the lock looks held, which says nothing' : writeText(nextWrite);
  const left = litter.length === 0 ? '' : `; left: ${litter.map(plainText).join(', ')}`;
  return `${readText(read)}; then ${wrote}${left}`;
}

function writeText(write: RecoveryOutcome['nextWrite']): string {
  return write.type === 'ok' ? `rev ${write.rev}` : failure(write);
}

function readText(read: ReadOutcome): string {
  switch (read.type) {
    case 'document':
      return `rev ${read.rev}${read.intact ? '' : ', whose tasks are not those that were written'}`;
    case 'absent':
      return 'no document';
    case 'error':
      return failure(read);
  }
}

const failure = ({ code, message }: RecoveryError): string =>
  plainText(code === null ? `fails: ${message}` : `fails with ${code}: ${message}`);

function permissionText({ permission: { type, arrangements } }: CrashReplay, model: string): string {
  switch (type) {
    case 'permitted':
      return `${model} permits this disk there`;
    case 'forbidden':
      return `${model} does not permit this disk there (all ${arrangements} arrangements of names looked at)`;
    case 'undecided':
      return `not found among ${arrangements} arrangements of names; ${model} permits more than that`;
  }
}
