// Durability as Markdown: the ladder, what each adversary found, the counterexamples with the commands that
// replay them, and the audit of every sync: what it costs and what would be lost without it.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { ladder } from '../../results/vocabulary/persistence.js';
import { verdictSign } from '../text/mark.js';
import { md, mdCode, mdTable } from '../text/markdown-text.js';
import { counted } from '../text/quantity.js';
import { ladderLine, replayCommand } from './grade-ladder.js';
import type { MarkdownBlocks } from './markdown-sections.js';
import { subjectsOf } from './overview.js';

/** `capsulesMax` of each strategy. Nothing for a run that judged no disk states. */
export function durability(judged: Judged, capsulesMax: number): MarkdownBlocks {
  const subjects = subjectsOf(judged).filter((strategy) => strategy.durability !== null);
  if (subjects.length === 0) return [];
  const rows = subjects.map(({ id, durability: found }) => [
    md(id),
    found === null ? '' : md(ladderLine(found.grade)),
    ...ladder.map((model) => cellOf(found, model)),
  ]);
  return [
    'The grade is the strongest adversary of which every disk state was survived, from `kill` (the process dies, the page cache stays) to `weakest` (anything that was not synced may be missing).',
    mdTable(['Strategy', 'Grade', ...ladder], rows),
    ...subjects.flatMap((strategy) => counterexamples(strategy, capsulesMax)),
  ];
}

function cellOf(found: JudgedStrategy['durability'], id: string): string {
  const model = found?.models.find((one) => one.id === id);
  if (model === undefined) return '–';
  const kinds = model.kinds.length === 0 ? '' : `: ${md(model.kinds.join(', '))}`;
  const how = model.exhaustive ? 'exhaustive' : 'sampled';
  return `${verdictSign(model.verdict)} ${counted(model.states, 'state')}, ${how}${kinds}`;
}

function counterexamples({ id, crashEvidence: found }: JudgedStrategy, most: number): MarkdownBlocks {
  const capsules = found?.capsules.slice(0, most) ?? [];
  if (capsules.length === 0) return [];
  return [
    `### ${md(id)} after a crash`,
    capsules
      .map(
        ({ variant, model, kind, sentence }) =>
          `- **${md(kind)}** under ${md(model)} (${md(variant)}): ${md(sentence)}.`,
      )
      .join('\n'),
    mdCode(capsules.map(({ file }) => replayCommand(file))),
  ];
}

/** One table a strategy. */
export function syncAudit(judged: Judged): MarkdownBlocks {
  return subjectsOf(judged).flatMap(({ id, crashEvidence: found }) => {
    if (found === null || found.audit.length === 0) return [];
    const rows = found.audit.map(({ call, path, times, costNsMedian, dropped, movedToAcknowledgement }) => [
      md(call),
      md(path),
      String(times),
      (costNsMedian / 1000).toFixed(costNsMedian < 10_000 ? 1 : 0),
      ...ladder.map((model) => dropped.find((one) => one.model === model)?.role ?? '–'),
      md(movedToAcknowledgement.join(', ')) || '–',
    ]);
    const head = [
      'Call',
      'Path',
      'Times',
      'µs (median)',
      ...ladder,
      'Last before the acknowledgement it wins',
    ];
    return [`### ${md(id)}`, mdTable(head, rows)];
  });
}
