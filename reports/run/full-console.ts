// Everything that a run showed, on a terminal: its scenarios, every criterion of every strategy by its name,
// every check that failed, the searches, the durability, the speed. What the first screen counts can be read
// here.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { consoleFormat } from '../format/console-format.js';
import { write } from '../format/format.js';
import { heading, paragraph, words } from '../format/report-blocks.js';
import { plainText, truncate, wrap } from '../text/plain-text.js';
import { counted } from '../text/quantity.js';
import { criteriaLists } from './console-criteria.js';
import { durabilitySection } from './console-durability.js';
import { type ConsolePage, ending, notes, opening } from './console-ending.js';
import { interleavingsSection } from './console-interleavings.js';
import { flipLines } from './decisive-words.js';
import { nemesisFailures } from './nemesis-section.js';
import { proofsOf, subjectsOf } from './overview.js';
import { proofsAgainst, scenarioTable } from './run-sections.js';
import { speedSection } from './speed-section.js';
import { whatToDo } from './what-to-do.js';

const evidenceMax = 3;
const witnessLinesMax = 12;
const NEMESIS_FAILURES_MAX = 4;
const NEMESIS_LINES_MAX = 24;

export function fullConsole(judged: Judged, page: ConsolePage): string[][] {
  const { columns, ink } = page;
  const speed = speedSection(judged);
  return [
    opening(judged, page, [
      counted(judged.scenarios.length, 'scenario'),
      counted(judged.cases.length, 'case'),
    ]),
    judged.scenarios.length === 0 ? [] : [write(scenarioTable(judged), consoleFormat({ columns, ink }))],
    ...criteriaLists(judged, columns, ink),
    flipSection(judged, page),
    ...subjectsOf(judged)
      .filter((strategy) => strategy.decision !== 'GO' || proofsOf(strategy).length > 0)
      .map((strategy) => refusal(strategy, page)),
    interleavingsSection(judged, columns, ink),
    nemesisSection(judged, page),
    durabilitySection(judged, columns, ink),
    speed.length === 0 ? [] : [ink.bold('Speed'), write(speed, consoleFormat({ columns, ink, indent: 1 }))],
    notes(judged, page),
    ending(judged, page),
  ];
}

function nemesisSection(judged: Judged, { columns, ink }: ConsolePage): string[] {
  const blocks = nemesisFailures(judged, NEMESIS_FAILURES_MAX, NEMESIS_LINES_MAX);
  return blocks.length === 0 ? [] : [write(blocks, consoleFormat({ columns, ink }))];
}

function flipSection(judged: Judged, { columns, ink }: ConsolePage): string[] {
  const lines = flipLines(judged).flatMap((text) => wrap(text, columns - 1));
  return lines.length === 0
    ? []
    : [ink.bold('What would flip each decision'), ...lines.map((line) => ` ${line}`)];
}

/** Why a strategy is not GO: its reason, the gravest proofs, and every check that failed besides. */
function refusal(strategy: JudgedStrategy, { columns, ink }: ConsolePage): string[] {
  const { id, role, decision, reason, availability } = strategy;
  const about = { own: role === 'candidate' ? '' : ` (${role})` };
  const title = heading(3, words`${{ decision }}  ${truncate(plainText(id), 30)}${about}`);
  const body = availability.available
    ? proofsAgainst(strategy, { evidenceMax, witnessMax: witnessLinesMax, alsoMax: Number.POSITIVE_INFINITY })
    : [paragraph(words`Remedy: ${availability.remedy}`)];
  const blocks = [title, ...whatToDo(strategy), paragraph(reason), ...body];
  return [write(blocks, consoleFormat({ columns, ink, indent: 2 }))];
}
