// Durability as blocks: the ladder, what each persistence model showed, the counterexamples with the commands that
// replay them, and the audit of every sync.
import type { CrashEvidence, Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { ladder } from '../../results/vocabulary/persistence.js';
import {
  anchorOf,
  type Block,
  commands,
  heading,
  list,
  paragraph,
  type Text,
  table,
  words,
} from '../format/report-blocks.js';
import { calibrationOf } from '../platform/calibration.js';
import { counted } from '../text/quantity.js';
import { failedSyncRung, ladderLine, replayCommand } from './grade-ladder.js';
import { subjectsOf } from './overview.js';
import { syncHead, syncRows } from './sync-audit.js';

/** `capsulesMax` of each strategy. Nothing for a run that judged no disk states. */
export function durability(judged: Judged, capsulesMax: number): Block[] {
  const subjects = subjectsOf(judged).filter((strategy) => strategy.durability !== null);
  if (subjects.length === 0) return [];
  const isBesideKnown = subjects.some((strategy) => failedSyncRung(strategy) !== null);
  const rows = subjects.map((strategy) => rowOf(strategy, isBesideKnown));
  return [
    paragraph(
      words`The grade is the strongest persistence model of which every disk state was survived, from ${{ code: 'kill' }} (the process dies, the page cache stays) to ${{ code: 'weakest' }} (anything that was not synced may be missing).`,
    ),
    table(['Strategy', 'Grade', ...ladder, ...(isBesideKnown ? ['fsync-failed'] : [])], rows),
    ...(isBesideKnown ? [paragraph(BESIDE)] : []),
    ...calibrationBlocks(judged),
    ...subjects.flatMap((strategy) => crashCounterexamples(strategy, capsulesMax)),
  ];
}

/** What disks said of the same strategies; a file system of which nothing is known is told, too. */
function calibrationBlocks(judged: Judged): Block[] {
  const found = calibrationOf(judged);
  if (found === null) {
    const { type } = judged.platform.fileSystem;
    return [paragraph(words`Calibration: no power cuts are known of ${type} as it is mounted here.`)];
  }
  const { where, strategies, note } = found;
  const under = note === '' ? [] : [paragraph(words`${note}.`)];
  return [
    paragraph(words`Calibration: the models against power cuts on ${where}.`),
    table(
      calibrationHead,
      strategies.map(({ strategy, grade, images, failed, disagreement }) => [
        strategy,
        grade,
        `${failed} lost`,
        images.toLocaleString('en-US'),
        disagreement === '' ? 'none' : disagreement,
      ]),
    ),
    ...under,
  ];
}

const calibrationHead = ['Strategy', 'Models say', 'Disks say', 'Images', 'Disagreements'];

const BESIDE = words`${{ code: 'fsync-failed' }} stands beside the grade: the power is lost after an fsync that failed, and the pages of that fsync are gone as on ext4, xfs and btrfs.`;

function rowOf(strategy: JudgedStrategy, isBesideKnown: boolean): Text[] {
  const { id, durability: found } = strategy;
  const beside = failedSyncRung(strategy);
  return [
    id,
    found === null ? '' : ladderLine(found.grade, found.models),
    ...ladder.map((model) => cellOf(found, model)),
    ...(isBesideKnown
      ? [beside === null ? '–' : words`${{ verdict: beside.verdict }} ${beside.summary}`]
      : []),
  ];
}

function cellOf(found: JudgedStrategy['durability'], id: string): Text {
  const model = found?.models.find((one) => one.id === id);
  if (model === undefined) return '–';
  const how = model.exhaustive ? 'exhaustive' : 'sampled';
  const states = counted(model.states, 'state');
  const kinds = model.kinds.length === 0 ? [] : words`: ${model.kinds.join(', ')}`;
  return words`${{ verdict: model.verdict }} ${states}, ${how}${kinds}`;
}

/** Each disk that was not recovered from, with the command that replays it. */
export function crashCounterexamples(strategy: JudgedStrategy, most: number): Block[] {
  const { id, crashEvidence: found } = strategy;
  const capsules = found?.capsules.slice(0, most) ?? [];
  if (capsules.length === 0) return [];
  return [
    heading(3, words`${id} after a crash`),
    ...list(
      capsules.map(
        ({ variant, model, kind, sentence }) =>
          words`${{ strong: kind }} under ${model} (${variant}): ${sentence}.`,
      ),
    ),
    commands(capsules.map(({ file }) => replayCommand(file, strategy))),
    ...capsules.flatMap((capsule) => crashFigure(id, capsule)),
  ];
}

function crashFigure(
  id: string,
  { picture, kind, model, variant }: CrashEvidence['capsules'][number],
): Block[] {
  if (picture === undefined) return [];
  const { calls, disk, expected } = picture;
  return [
    {
      type: 'figure',
      anchor: anchorOf('crash', id, variant, model, kind),
      figure: {
        type: 'crash',
        title: `${id}: ${kind} under ${model} (${variant})`,
        calls: [...calls, { text: 'the power goes', fate: 'crash' }],
        disk,
        expected,
        found: kind,
      },
      text: [],
    },
  ];
}

/** One table a strategy. */
export function syncAudit(judged: Judged): Block[] {
  return subjectsOf(judged).flatMap(({ id, crashEvidence: found }) =>
    found === null || found.audit.length === 0
      ? []
      : [heading(3, id), table(syncHead.map(capitalised), syncRows(found.audit))],
  );
}

const capitalised = (text: string, at: number): string =>
  at < 3 || at === syncHead.length - 1 ? text.charAt(0).toUpperCase() + text.slice(1) : text;
