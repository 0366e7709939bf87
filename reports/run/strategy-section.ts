// Everything that a run holds against one strategy, and for it: decisions with their reasons, what would flip them,
// the counterexamples step by step, and every check that failed with its witness.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { decidedScopes, decisionIn } from '../../results/verdicts/scope-decisions.js';
import { claimedScopes, scopesInWords } from '../../results/vocabulary/verdict.js';
import { anchorOf, type Block, heading, list, paragraph, type Text, words } from '../format/report-blocks.js';
import { calibrationWords } from '../platform/calibration.js';
import { counted } from '../text/quantity.js';
import { crashCounterexamples } from './durability-section.js';
import { doubtBlocks, scheduleCounterexamples } from './interleavings-section.js';
import { nemesisOf } from './nemesis-section.js';
import { proofsOf, subjectsOf } from './overview.js';
import { proofsAgainst } from './run-sections.js';
import { whatToDo } from './what-to-do.js';

const everything = Number.POSITIVE_INFINITY;
const openProofs = 2;

export function strategySections(judged: Judged): Block[] {
  return subjectsOf(judged).flatMap((strategy) =>
    strategySection(strategy, calibrationWords(judged, strategy.id)),
  );
}

function strategySection(strategy: JudgedStrategy, cuts: string | null): Block[] {
  const { id, title, role, decision, reason, availability, durability } = strategy;
  const about = { own: role === 'candidate' ? '' : ` (${role})` };
  const head = heading(3, words`${{ decision }} ${id}${about}`, anchorOf('strategy', id));
  if (!availability.available) {
    return [head, paragraph(words`${availability.reason}. Remedy: ${availability.remedy}`)];
  }
  const grade =
    durability === null
      ? []
      : [
          paragraph(
            words`Survives up to ${{ code: durability.grade }} after a loss of power${cuts === null ? '' : ` (${cuts})`}.`,
          ),
        ];
  return [
    head,
    paragraph(words`${title}. ${reason}`),
    ...list(scopeLines(strategy)),
    ...grade,
    ...whatToDo(strategy),
    ...scheduleCounterexamples(strategy, everything, everything).map(lower),
    ...doubtBlocks(strategy),
    ...nemesisOf(strategy, everything, everything).map(lower),
    ...crashCounterexamples(strategy, everything).map(lower),
    ...failedChecks(strategy),
  ];
}

/** A heading below the strategy's own becomes a line. */
const lower = (block: Block): Block =>
  block.type === 'heading' && block.level === 3 ? paragraph({ strong: block.text }) : block;

function scopeLines({ scopes, claims }: JudgedStrategy): Text[] {
  const claimed = claimedScopes(claims);
  return decidedScopes(scopes).map((scope) => {
    const { decision, reason } = decisionIn(scopes, scope);
    const note = { own: claimed.includes(scope) ? '' : ' (not claimed, decides nothing)' };
    return words`${{ decision }} ${scopesInWords([scope])}${note}: ${reason}`;
  });
}

function failedChecks(strategy: JudgedStrategy): Block[] {
  const failed = proofsOf(strategy).length;
  if (failed === 0) return [];
  const all = { evidenceMax: everything, witnessMax: 60, alsoMax: 0 };
  const blocks = proofsAgainst(strategy, all);
  if (failed <= openProofs) return blocks;
  return [{ type: 'folded', title: counted(failed, 'failed check'), blocks }];
}
