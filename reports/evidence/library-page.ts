// The page of verdicts on libraries of others: each decision, and the smallest counterexample of the finding that
// decides, in operations of the file system. Pure, from the stored record.

import { anomalyOf } from '../../results/vocabulary/anomalies/anomalies.js';
import { scopesInWords } from '../../results/vocabulary/verdict.js';
import { item, markdownTable, pageOf, paragraph, prose } from '../text/markdown-page.js';
import type { LibraryRecord, LibraryVerdict } from './library-record.js';

const LINES_MAX = 24;
const COLUMNS_MAX = 108;

export function librariesPage({ platform, profile, libraries }: LibraryRecord): string {
  return pageOf([
    '# Libraries, and what they were found to do',
    '<!-- Made by `npm run docs` from docs/evidence/libraries.json, which `npm run libraries` makes anew. -->',
    paragraph(
      'Well-known libraries that keep state in a file, each judged through an adapter of a few lines in ' +
        '`strategies/peers/`. None of them promises compare-and-swap: they read and replace whole values, so they ' +
        'are held to what one writer needs, with any number of readers beside it, and a lost update between two ' +
        'writers is not counted. The adapter hands over a whole value and reads it back. What is shown here happened ' +
        'inside a call of the library, or to the file that it left.',
    ),
    paragraph(
      'A NO-GO is no judgement on the quality of a library: many state on purpose that durability is left to the ' +
        `caller. Measured with the profile \`${profile}\` on ${platform}; power losses are simulated, from ` +
        '[recorded operations](power-loss.md). Threads and processes mean several writers, which none of them claims.',
    ),
    markdownTable(
      ['Library', 'Version', 'One writer', 'Threads', 'Processes', 'What decides'],
      libraries.map(({ id, version, decisions, gravest }) => [
        `[\`${id}\`](#${id})`,
        version,
        `**${decisions.single.decision}**`,
        decisions.threads.decision,
        decisions.processes.decision,
        gravest === null ? '–' : prose(titleOf(gravest.anomaly)),
      ]),
    ),
    ...libraries.flatMap(section),
  ]);
}

function section({
  id,
  title,
  version,
  claims,
  decisions,
  gravest,
  others,
  unknown,
}: LibraryVerdict): string[] {
  return [
    `## ${id}`,
    paragraph(
      `${prose(title)}, version ${version}. Claims ${scopesInWords(claims)}: **${decisions.single.decision}**.`,
    ),
    ...(gravest === null
      ? []
      : [
          paragraph(
            `**${prose(titleOf(gravest.anomaly))}.** ${prose(gravest.description)} Found by ` +
              `\`${gravest.scenario}/${gravest.check}\`.`,
          ),
          ['```text', ...shortened(gravest.witness), '```'].join('\n'),
        ]),
    ...(others.length === 0
      ? []
      : [
          'Besides:',
          others
            .flatMap(({ anomaly, description, scenario, check }) =>
              item(`${prose(titleOf(anomaly))}: ${prose(description)} (\`${scenario}/${check}\`)`),
            )
            .join('\n'),
        ]),
    ...(unknown.length === 0
      ? []
      : ['Not decided:', unknown.flatMap((what) => item(prose(what))).join('\n')]),
  ];
}

function titleOf(anomaly: string): string {
  return anomalyOf(anomaly)?.title ?? anomaly;
}

function shortened(witness: readonly string[]): string[] {
  const lines = witness.map((line) =>
    line.length > COLUMNS_MAX ? `${line.slice(0, COLUMNS_MAX - 1)}…` : line,
  );
  if (lines.length <= LINES_MAX) return lines;
  return [...lines.slice(0, LINES_MAX), `… ${lines.length - LINES_MAX} more lines`];
}
