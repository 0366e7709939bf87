// A schedule as text: a column for each client, a line for each step, and a star where a runnable client was
// preempted. Pure; every text in it is stripped of what a terminal would obey.
import type { LaneLine } from '../../results/vocabulary/interleaving-story.js';
import { displayWidth, pad, plainText, wrap } from '../text/plain-text.js';

export interface LaneOptions {
  /** Columns of the terminal; a client gets no more than its share of them, and at least `columnMin`. */
  width: number;
}

const columnMin = 24;
const gap = 2;

/**
 * Lines without colours: a heading, then each step numbered, `*` behind the number of a step before which another
 * client was preempted, and at the end what the star means. Empty for no lanes.
 */
export function renderLanes(lanes: readonly LaneLine[], { width }: LaneOptions): string[] {
  if (lanes.length === 0) return [];
  const clients = Math.max(0, ...lanes.map(({ client }) => (client ?? -1) + 1));
  const gutter = String(lanes.length).length + 1 + gap;
  const texts = lanes.map((lane) => ({ ...lane, text: plainText(lane.text) }));
  const share = Math.max(columnMin, Math.floor((width - gutter) / Math.max(1, clients)) - gap);
  const columns = Array.from({ length: clients }, (_, client) => columnWidth(client, texts, share));
  const lefts = columns.map((_, client) => gutter + sum(columns.slice(0, client)) + gap * client);
  const heading = columns.map((column, client) => pad(nameOf(client), column)).join(' '.repeat(gap));
  const body = texts.flatMap(({ client, text, preempted }, index) => {
    const number = `${String(index + 1).padStart(gutter - gap - 1)}${preempted === null ? ' ' : '*'}`;
    const left = client === null ? gutter : (lefts[client] ?? gutter);
    const room = client === null ? Math.max(columnMin, width - gutter - 4) : (columns[client] ?? columnMin);
    const said = wrap(client === null ? `-- ${text} --` : text, room);
    return said.map((line, row) => `${pad(row === 0 ? number : '', left)}${line}`);
  });
  const preemptions = lanes.filter(({ preempted }) => preempted !== null).length;
  return [
    `${' '.repeat(gutter)}${heading}`.trimEnd(),
    ...body,
    ...(preemptions === 0 ? [] : [`${pad('*', gutter)}preempted here: another client was runnable`]),
  ];
}

const nameOf = (client: number): string => `client ${client}`;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function columnWidth(client: number, lanes: readonly LaneLine[], share: number): number {
  const widest = lanes.map((lane) => (lane.client === client ? displayWidth(lane.text) : 0));
  return Math.min(share, Math.max(displayWidth(nameOf(client)), ...widest));
}
