// What reports tell of the search through interleavings: how far it came, the smallest schedule of what it
// found with the command that replays it, what may not be concluded; nothing where nothing was searched, and
// nothing that a strategy could smuggle in.
import { describe, expect, it, test } from 'vitest';
import {
  interleavingsFact,
  lockfileFact,
  m03Searches,
  noInterleavings,
  resultOf,
  searchOf,
  violationOf,
} from '../../results/testing/interleaving-search-fixture.js';
import { finding, judgedRun, strategy } from '../../results/testing/judged-fixture.js';
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { hostileRun } from '../testing/hostile-run.js';
import { displayWidth } from '../text/plain-text.js';
import { annotations } from './annotations.js';
import consoleReporter from './console.js';
import githubReporter from './github.js';
import { doubtsOf, reachWords, violationsToShow, violationWords } from './interleaving-summary.js';
import markdownReporter from './markdown.js';

const layout = { color: false, width: 100, full: true };
const scopes = ['threads', 'processes'] as const;

function runOf(id: string, interleavings: JudgedStrategy['interleavings']): Judged {
  return judgedRun({ strategies: [strategy(id, 'NO-GO', 'NO-GO', { interleavings })] });
}

const lockfile = scopes.map((scope) => searchOf('lockfile', lockfileFact(scope)));
const doubtful = [
  searchOf('mine', interleavingsFact([resultOf('crash', [], { distrust: 'an addon works unseen' })])),
  searchOf('mine', { ...noInterleavings, scope: 'threads' }),
];
const flat = (text: string) => text.replace(/\s+/g, ' ');

describe('on a terminal', () => {
  const text = consoleReporter.render(judgedRun(), layout);

  it('says how far every variant was searched', () => {
    expect(flat(text)).toContain(
      'flock threads plain, stale-lock, crash, stall, clock-jump, pause ≤ 2 of 2 × 2; reader ≤ 2 of 2 × 1 and 1 reader; 840 schedules processes plain, stale-lock,',
    );
  });

  it('draws the smallest schedule once, marks the preemptions, and gives every command uncut', () => {
    expect(text).toContain('│     client 0 ');
    expect(text).toMatch(/│ 2\* +try-lock flock A\/tasks\.yaml\.lock: ok/);
    expect(text.split('removed the lock file').length).toBe(3);
    expect(text.split('│ 2*').length).toBe(2);
    for (const width of [80, 100, 200]) {
      const wide = consoleReporter.render(judgedRun(), { color: false, width, full: true });
      for (const scope of scopes) {
        expect(wide).toContain(`holdfast replay capsules/m03.${scope}.plain.lost-update.json`);
      }
    }
  });

  it('tells each circumstance in which something went wrong', () => {
    const told = flat(consoleReporter.render(runOf('lockfile', lockfile), layout));
    expect(told).toContain(
      '✗ threads: lost-update with a clock jump, with 1 preemption: Client 1 took the lock',
    );
    expect(told).toContain('✗ processes: lost-update with a pause, with 1 preemption');
    expect(told).toContain('-- the wall clock is set on by a minute --');
  });

  it('says what may not be concluded and what is not available', () => {
    const told = flat(consoleReporter.render(runOf('mine', doubtful), layout));
    expect(told).toContain('? processes, crash: nothing may be concluded: an addon works unseen');
    expect(told).toContain('threads not available here');
    expect(told).toContain('there are no named pipes on Windows. Run this scenario on Linux or macOS');
  });

  it('draws two schedules, and names every other violation with its command', () => {
    const many = scopes.map((scope) =>
      searchOf(
        'mine',
        interleavingsFact(
          (['plain', 'crash', 'pause', 'reader'] as const).map((variant) =>
            resultOf(variant, [violationOf('torn-read'), violationOf('hang'), violationOf('stuck-lock')]),
          ),
          { scope },
        ),
      ),
    );
    const told = consoleReporter.render(runOf('mine', many), layout);
    expect(told.match(/✗ (threads|processes): (torn-read|hang|stuck-lock)/g)).toHaveLength(6);
    expect(told.split('client 0').length).toBeLessThan(9);
  });

  it('has no such section where nothing was searched', () => {
    expect(consoleReporter.render(runOf('mine', []), layout)).not.toContain('interleavings');
  });
});

test('one reason for several doubts is told once', () => {
  const blind = (['crash', 'pause'] as const).map((variant) => resultOf(variant, [], { distrust: 'unseen' }));
  const other = resultOf('plain', [], { distrust: 'not repeatable' });
  expect(doubtsOf({ interleavings: [searchOf('mine', interleavingsFact([...blind, other]))] })).toEqual([
    'processes, plain: nothing may be concluded: not repeatable',
    'processes, crash, pause: nothing may be concluded: unseen',
  ]);
});

describe('as a document', () => {
  const text = markdownReporter.render(judgedRun(), layout);

  it('holds a row for each strategy and scope', () => {
    expect(text).toContain('## Interleavings');
    expect(text).toContain(
      '| Strategy | Scope | plain | stale-lock | crash | reader | stall | clock-jump | pause | Schedules |',
    );
    expect(text).toContain(
      '| flock | threads | ≤ 2 of 2 × 2 | ≤ 2 of 2 × 2 | ≤ 2 of 2 × 2 | ≤ 2 of 2 × 1 and 1 reader | ≤ 2 of 2 × 2 | ≤ 2 of 2 × 2 | ≤ 2 of 2 × 2 | 840 |',
    );
    expect(text).toContain('| m03 | processes | ❌ lost-update (≤ 1 of 2 × 2) |');
  });

  it('holds every counterexample with its lanes and its command', () => {
    expect(text).toContain('### m03 under a schedule');
    expect(text).toContain(
      '❌ threads: **lost-update with 2 preemptions (also with a crash)**: Client 0 removed',
    );
    expect(text).toMatch(/```text\n {4}client 0 +client 1\n1 {3}unlock flock A/);
    expect(text.split('unlock flock A').length).toBe(2);
    expect(text).toContain('The schedule is the one above.');
    for (const scope of scopes) {
      expect(text).toContain(
        `\`\`\`text\nholdfast replay capsules/m03.${scope}.plain.lost-update.json\n\`\`\``,
      );
    }
    expect(markdownReporter.render(runOf('lockfile', lockfile), layout)).toContain(
      '❌ processes: **lost-update with a pause, with 1 preemption**: ',
    );
  });

  it('lists doubts, and has no such section where nothing was searched', () => {
    const told = markdownReporter.render(runOf('mine', doubtful), layout);
    expect(told).toContain('- mine, processes, crash: nothing may be concluded: an addon works unseen.');
    expect(told).toContain('| mine | processes | ≤ 2 of 2 × 2 | ≤ 2 of 2 × 2 | ❔ ≤ 2 of 2 × 2 |');
    expect(told).toContain('| mine | threads | n/a | n/a |');
    expect(markdownReporter.render(runOf('mine', []), layout)).not.toContain('## Interleavings');
  });

  it('is told in a step summary too', () => {
    expect(githubReporter.render(judgedRun(), layout)).toContain('<summary>Interleavings</summary>');
    expect(githubReporter.render(runOf('mine', []), layout)).not.toContain('Interleavings</summary>');
  });
});

test('an annotation carries the sentence of the schedule', () => {
  const [violation] = m03Searches[0]?.variants.flatMap(({ violations }) => violations) ?? [];
  if (violation === undefined) throw new Error('no violation');
  const evidence = [{ anomaly: violation.class, description: violation.sentence, witness: ['P0  unlink'] }];
  const one = strategy('mine', 'NO-GO', 'NO-GO', {
    interleavings: m03Searches,
    findings: [finding('interleavings', 'threads', 'no-lost-update', 'fail', { evidence })],
  });
  expect(annotations(judgedRun({ strategies: [one] })).join('\n')).toContain(
    'lost-update: Client 0 removed the lock file that client 1 held',
  );
});

test('what plain shows already is not told again, what only a circumstance shows is', () => {
  const lost = violationOf('lost-update', { preemptions: 2 });
  const stuck = violationOf('stuck-lock', { preemptions: 0 });
  const search = searchOf(
    'mine',
    interleavingsFact([
      resultOf('plain', [lost]),
      resultOf('pause', [lost]),
      resultOf('crash', [stuck, lost]),
    ]),
  );
  const told = violationsToShow({ interleavings: [search] });
  expect(told.map(violationWords)).toEqual([
    'lost-update with 2 preemptions (also with a crash, with a pause)',
    'stuck-lock with a crash, with no preemption',
  ]);
  expect(told.map(({ clients }) => clients)).toEqual([2, 2]);
  expect(doubtsOf({ interleavings: [search] })).toEqual([]);
});

test.each([
  [{ completeTo: 2, sampled: 0 }, 'dfs', '≤ 2 of 2 × 2'],
  [{ completeTo: 0, sampled: 0 }, 'dfs', '≤ 0 of 2 × 2'],
  [{ completeTo: null, sampled: 0 }, 'dfs', 'none of 2 × 2'],
  [{ completeTo: 2, sampled: 1500 }, 'dfs', '≤ 2 + 1,500 random of 2 × 2'],
  [{ completeTo: null, sampled: 1500 }, 'pct', '1,500 random of 2 × 2'],
  [{ completeTo: null, sampled: 0 }, 'walk', 'none of 2 × 2'],
] as const)('%j by %s is told as %s', (coverage, search, words) => {
  expect(reachWords(resultOf('plain', [], { coverage, search }))).toBe(words);
});

describe.each([
  '\n::error::owned',
  '##[error]',
  '\u001b[2J',
  '\u202e',
  '|\\|',
  '```\n',
  '<script>',
  ' ::',
  'x'.repeat(300),
])('with %j in everything that a strategy can say', (text) => {
  const runs = [runOf('lockfile', lockfile), runOf('mine', doubtful), judgedRun()];
  const renders = runs.map((run) => hostileRun(run, text));

  it('no terminal sequence, command or markup gets in', () => {
    for (const run of renders) {
      const narrow = { color: false, width: 80 };
      for (const shown of [
        consoleReporter.render(run, narrow),
        ...[consoleReporter, markdownReporter, githubReporter].map(({ render }) =>
          render(run, { ...narrow, full: true }),
        ),
      ]) {
        expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
        expect(shown).not.toMatch(/^\s*::/m);
        expect(shown).not.toContain('##[');
        expect(shown).not.toContain('\u202e');
      }
      const document = markdownReporter.render(run, layout).replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '');
      expect(document).not.toMatch(/[<>]/);
    }
  });

  it('lines keep to the terminal', () => {
    for (const run of renders) {
      // Commands are copied: they are never cut.
      const lines = [false, true]
        .flatMap((full) => consoleReporter.render(run, { color: false, width: 80, full }).split('\n'))
        .filter((line) => !line.includes(' holdfast '));
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
    }
  });
});
