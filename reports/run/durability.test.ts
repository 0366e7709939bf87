// What reports tell of durability: the rung, what was judged, why it ends there and the command that proves it;
// and nothing at all where nothing was judged.
import { describe, expect, it, test } from 'vitest';
import { lostRename, survivor } from '../../results/testing/durability-fixture.js';
import { finding, judgedRun } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import consoleReporter from './console.js';
import githubReporter from './github.js';
import { ladderLine, modelLine, replayCommand, whyNotHigher } from './grade-ladder.js';
import markdownReporter from './markdown.js';

const layout = { color: false, width: 100, full: true };
const proof = 'holdfast replay capsules/m03.document-present.ordered.lost-acknowledged-write.json';

function without(judged: Judged): Judged {
  return {
    ...judged,
    strategies: judged.strategies.map((one) => ({ ...one, durability: null, crashEvidence: null })),
  };
}

describe('on a terminal', () => {
  const text = consoleReporter.render(judgedRun(), layout);

  it('marks the rung, and says what was judged', () => {
    expect(text).toContain(' flock  none < kill < ordered < journaled < [weakest]  6,400 states, sampled\n');
    expect(text).toContain(
      ' m03    none < [kill] < ordered < journaled < weakest  6,400 states, exhaustive\n',
    );
    expect(text).toContain('✗ ordered: 400 states (exhaustive), lost-acknowledged-write');
  });

  it('gives the reason in a sentence and the command that replays it, uncut at any width', () => {
    expect(text.replace(/\s+/g, ' ')).toContain(
      '✗ ordered: 400 states (exhaustive), lost-acknowledged-write: the rename was not durable when rev 2 was acknowledged: its directory was synced before it, not after',
    );
    for (const width of [80, 100, 200]) {
      expect(consoleReporter.render(judgedRun(), { ...layout, width })).toContain(proof);
    }
  });

  it('leaves the end to the decision, and says nothing where nothing was judged', () => {
    expect(text.indexOf('What survives')).toBeLessThan(text.indexOf('Decision:'));
    expect(consoleReporter.render(without(judgedRun()), layout)).not.toContain('What survives');
  });
});

describe('as a document', () => {
  const text = markdownReporter.render(judgedRun(), layout);

  it('holds the ladder, the counterexamples and the audit', () => {
    expect(text).toContain('## Durability');
    expect(text).toContain(
      '| flock | none &lt; kill &lt; ordered &lt; journaled &lt; \\[weakest\\] | ✅ 100 states, exhaustive |',
    );
    expect(text).toContain('❌ 400 states, exhaustive: lost-acknowledged-write');
    expect(text).toContain(`\`\`\`text\n${proof}\n\`\`\``);
    expect(text).toContain('## What each fsync buys');
    expect(text).toContain('| fsyncSync | state/tasks.yaml.tmp | 2 | 311 | useless | necessary |');
    expect(text).toContain('| ordered, journaled, weakest |');
  });

  it('has no such section where nothing was judged', () => {
    const silent = markdownReporter.render(without(judgedRun()), layout);
    expect(silent).not.toContain('## Durability');
    expect(silent).not.toContain('What each fsync buys');
  });

  it('is told in a step summary too', () => {
    const summary = githubReporter.render(judgedRun(), layout);
    expect(summary).toContain('<summary>Durability</summary>');
    expect(summary).toContain(proof);
    expect(githubReporter.render(without(judgedRun()), layout)).not.toContain('Durability</summary>');
  });
});

test('a power loss after a failed fsync stands beside the ladder', () => {
  const beside = (verdict: 'pass' | 'fail', summary: string) =>
    finding('io-faults', 'single', 'survives-failed-sync', verdict, { summary });
  const judged = judgedRun();
  const [first] = judged.strategies;
  first?.findings.push(beside('fail', '1 × lost-after-failed-sync'));
  expect(consoleReporter.render(judged, layout)).toContain(
    '✗ beside it, fsync-failed: 1 × lost-after-failed-sync\n',
  );
  const text = markdownReporter.render(judged, layout);
  expect(text).toContain('| weakest | fsync-failed |');
  expect(text).toContain('| ❌ 1 × lost-after-failed-sync |');
});

test('the ladder where nothing is survived, and a model in a line', () => {
  expect(ladderLine('none')).toBe('[none] < kill < ordered < journaled < weakest');
  const model = { id: 'weakest' as const, crashPoints: 1, states: 1, exhaustive: true };
  expect(modelLine({ ...model, verdict: 'fail', kinds: ['missing-document'] })).toBe(
    '✗ weakest: 1 state (exhaustive), missing-document',
  );
  expect(modelLine({ ...model, verdict: 'unknown', exhaustive: false, kinds: [] })).toBe(
    '? weakest: 1 state (sampled)',
  );
});

test('an unknown rung says why, and borrows no sentence of a higher one', () => {
  const { durability } = lostRename;
  const models = durability.models.map((model) =>
    model.id === 'kill' ? { ...model, verdict: 'unknown' as const, reason: 'nothing was recorded' } : model,
  );
  const open = { grade: 'none' as const, models };
  expect(whyNotHigher({ ...lostRename, durability: open })).toBeNull();
  expect(ladderLine('none', models)).toBe('[none] < kill? < ordered < journaled < weakest');
});

test('what lies beside the ladder is no reason for a rung', () => {
  expect(whyNotHigher(lostRename)?.model).toBe('ordered');
  const [capsule] = lostRename.crashEvidence.capsules;
  if (capsule === undefined) throw new Error('no capsule');
  const beside = { ...capsule, model: 'non-atomic-rename' as const };
  const crashEvidence = { audit: [], capsules: [beside] };
  expect(whyNotHigher({ ...survivor, crashEvidence })).toBeNull();
  expect(whyNotHigher({ ...lostRename, crashEvidence })).toBeNull();
  expect(whyNotHigher({ durability: null, crashEvidence: null })).toBeNull();
});

test.each([
  ['capsules/a.json', 'holdfast replay capsules/a.json'],
  ['/srv/my runs/a.json', "holdfast replay '/srv/my runs/a.json'"],
  ["it's/a.json", "holdfast replay 'it'\\''s/a.json'"],
  ['$(reboot)', "holdfast replay '$(reboot)'"],
])('%s is quoted for a shell', (file, command) => {
  expect(replayCommand(file, {})).toBe(command);
});

test('a module of the user’s own is named, because none is loaded for what a capsule says', () => {
  expect(replayCommand('capsules/a.json', { module: './my store.mjs' })).toBe(
    "holdfast replay capsules/a.json --strategy './my store.mjs'",
  );
});
