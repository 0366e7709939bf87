// The parts of a generated page of the docs: paragraphs and items wrapped like prose, and tables.
import { wrap } from './plain-text.js';

const columns = 110;

export const pageOf = (blocks: readonly string[]): string => `${blocks.join('\n\n')}\n`;

export const paragraph = (text: string): string => wrap(text, columns).join('\n');

export const item = (text: string): string[] =>
  wrap(text, columns - 2).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`);

/** A name of the code. */
export const inCode = (name: string): string => `\`${name}\``;

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Texts of the code are Markdown only in their backticks: everything else with a meaning there is escaped. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[*_<>|[\]]/g, '\\$&')))
    .join('');
}
