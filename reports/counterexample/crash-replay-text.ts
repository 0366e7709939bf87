// The replay of a crash capsule as text: the recorded calls and what survived of them, the disk before and
// after, what the strategy recovered from it, and the one sentence that explains it. Texts of a capsule are
// stripped first.
import type { Capsule } from '../../results/capsules/crash-capsule.js';
import type {
  CrashReplay,
  DiskRow,
  ReadOutcome,
  RecoveryError,
  RecoveryOutcome,
} from '../../results/verdicts/crash-replay.js';
import { expectedInWords } from '../../results/verdicts/expected-document.js';
import { indented, plainText, wrap } from '../text/plain-text.js';
import { plainTable } from '../text/table.js';

const callLinesMax = 60;

/** `tableWidth` null: a row stays one line. */
export function crashReplayText(
  capsule: Capsule,
  replay: CrashReplay,
  { width, tableWidth }: { width: number; tableWidth: number | null },
): string {
  const { strategy, variant, model, crashPoint, trace, environment } = capsule;
  const recorded = `${environment.platform}, Node ${environment.node}, ${environment.fileSystem}, Holdfast ${environment.holdfast}`;
  const place = `crash after ${crashPoint} of ${trace.effects.length} effects`;
  const source = replay.derived ? '' : ' (as the capsule says)';
  return [
    `capsule of ${plainText(strategy.id)}: ${replay.recorded} under ${model} (${variant}, ${place})`,
    ...indented(`recorded on ${plainText(recorded)}`, width, 2),
    '',
    'Recorded calls, and what each of them left on the disk:',
    ...callLines(replay).map((line) => `  ${line}`),
    '',
    ...diskTable(replay.disk, tableWidth),
    '',
    ...labelled([
      ['expected', expectedInWords(replay.expected)],
      ['by bytes', replay.bytes ?? 'the document keeps the promise'],
      ...recoveryRows(replay),
      ['model', permissionText(replay, model)],
      ...replay.contradictions.map((text): Row => ['warning', text]),
    ]),
    '',
    ...wrap(`Why: ${plainText(replay.explanation.sentence)}${source}.`, width),
    ...wrap(`Replay: ${replay.verdict}: ${plainText(replay.reason)}.`, width),
  ].join('\n');
}

type Row = [label: string, text: string];

function labelled(rows: readonly Row[]): string[] {
  const longest = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${`${label}:`.padEnd(longest + 2)}${text}`);
}

/** The disk has a table of its own. */
function callLines({ explanation }: CrashReplay): string[] {
  const end = explanation.lines.indexOf('disk after the crash:');
  const lines = (end < 0 ? explanation.lines : explanation.lines.slice(0, end)).map(plainText);
  const hidden = lines.length - callLinesMax;
  return hidden > 0 ? [`… ${hidden} earlier lines are in the capsule`, ...lines.slice(hidden)] : lines;
}

function diskTable(rows: readonly DiskRow[], width: number | null): string[] {
  const cell = (size: number | null) => (size === null ? '–' : size < 0 ? 'there' : `${size} bytes`);
  return plainTable(
    ['path', 'before the first write', 'at the crash', 'after the crash'],
    rows.map(({ path, initial, live, survived }) => [
      plainText(path),
      cell(initial),
      cell(live),
      cell(survived),
    ]),
    width,
  );
}

function recoveryRows({ asked, kinds }: CrashReplay): Row[] {
  switch (asked.type) {
    case 'not-asked':
      return [['strategy', `not run: ${plainText(asked.reason)}`]];
    case 'unavailable':
      return [
        ['strategy', `can't be run: ${plainText(asked.reason)}`],
        ['remedy', plainText(asked.remedy)],
      ];
    case 'tried':
      return [
        ['recovery read', readText(asked.read)],
        ['next write', writeText(asked.nextWrite)],
        ...(asked.litter.length === 0
          ? []
          : [['left behind', asked.litter.map(plainText).join(', ')] as Row]),
        ...(asked.atOnce === null ? [] : [['no reboot', atOnceText(asked.atOnce)] as Row]),
        ['failures', kinds.length === 0 ? 'none' : kinds.join(', ')],
      ];
  }
}

/** On a machine that went on, a lock that was left may look held: that is no failure. */
function atOnceText({ read, nextWrite, litter }: RecoveryOutcome): string {
  const locked = nextWrite.type === 'error' && nextWrite.code === 'LOCKED';
  const wrote = locked ? 'the lock looks held, which is no failure' : writeText(nextWrite);
  const left = litter.length === 0 ? '' : `; left: ${litter.map(plainText).join(', ')}`;
  return `${readText(read)}; then ${wrote}${left}`;
}

function writeText(write: RecoveryOutcome['nextWrite']): string {
  return write.type === 'ok' ? `rev ${write.rev}` : failure(write);
}

function readText(read: ReadOutcome): string {
  switch (read.type) {
    case 'document':
      return `rev ${read.rev}${read.intact ? '' : ' with damaged tasks'}`;
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
      return `${model} permits this disk at this crash point`;
    case 'forbidden':
      return `${model} does not permit this disk at this crash point (all ${arrangements} arrangements of names were tried)`;
    case 'undecided':
      return `not found among ${arrangements} arrangements of names; ${model} permits more than that`;
  }
}
