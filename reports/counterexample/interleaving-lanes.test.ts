// Lanes as text: columns that line up, long lines that wrap inside their column, stars that are explained, and
// texts that can neither draw nor command.
import { describe, expect, test } from 'vitest';
import type { LaneLine } from '../../results/vocabulary/interleaving-story.js';
import { displayWidth } from '../text/plain-text.js';
import { renderLanes } from './interleaving-lanes.js';

const line = (client: number | null, text: string, preempted: number | null = null): LaneLine => ({
  client,
  text,
  preempted,
});

test('a column for each client, a number for each line, a star where somebody was stopped', () => {
  const lanes = [
    line(0, 'unlock flock tasks.lock A'),
    line(1, 'open tasks.lock A', 0),
    line(1, 'try-lock flock tasks.lock A: locked'),
    line(null, 'the wall clock is set on by a minute'),
    line(0, 'unlink tasks.lock A', 1),
  ];
  expect(renderLanes(lanes, { width: 100 })).toEqual([
    '    client 0                   client 1',
    '1   unlock flock tasks.lock A',
    '2*                             open tasks.lock A',
    '3                              try-lock flock tasks.lock A: locked',
    '4   -- the wall clock is set on by a minute --',
    '5*  unlink tasks.lock A',
    '*   preempted here: another client was runnable',
  ]);
});

test('nothing at all for no lanes, no legend without a star', () => {
  expect(renderLanes([], { width: 80 })).toEqual([]);
  expect(renderLanes([line(0, 'read: rev 1')], { width: 80 })).toEqual(['    client 0', '1   read: rev 1']);
});

describe('on a narrow terminal', () => {
  const long = 'rename tasks.with.a.long.name.tmp → tasks.yaml and some more words to fill it';
  test.each([60, 80, 120])('of %i columns lines wrap within their column', (width) => {
    const text = renderLanes([line(0, long), line(1, long, 0), line(2, long), line(null, long)], { width });
    for (const one of text) expect(displayWidth(one)).toBeLessThanOrEqual(Math.max(width, 90));
    const words = text.join(' ').split(/\s+/);
    expect(words.filter((word) => word === 'rename')).toHaveLength(4);
    expect(words.filter((word) => word === 'fill')).toHaveLength(4);
  });
});

test('text in it can neither draw on the terminal nor break its line', () => {
  const text = renderLanes([line(0, 'open a\u001b[2J\nb'), line(1, '::error::x')], { width: 80 }).join('\n');
  expect(text).not.toContain('\u001b');
  expect(text.split('\n')).toHaveLength(3);
  expect(text).not.toMatch(/^\s*::/m);
});
