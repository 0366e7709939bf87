// What a format is: a way to write each kind of block. Adding one is a file that fills in this interface, and a
// reporter that gives it the document of a run.
import type { Decision } from '../../results/vocabulary/verdict.js';
import type { Figure } from './figures.js';
import type { BannerFact, Block, Text } from './report-blocks.js';

export interface Format {
  heading(level: 1 | 2 | 3, text: Text, anchor?: string): string;
  paragraph(text: Text): string;
  lines(lines: readonly Text[]): string;
  list(items: readonly Text[]): string;
  table(head: readonly Text[], rows: readonly (readonly Text[])[]): string;
  code(lines: readonly string[]): string;
  commands(lines: readonly string[]): string;
  /** `parts`: the blocks inside, written already. */
  folded(title: string, parts: readonly string[]): string;
  /** Absent: the format draws nothing, and a figure is shown by its text. */
  figure?(figure: Figure, anchor: string | null): string;
  banner?(decision: Decision, reason: Text, facts: readonly BannerFact[]): string;
  /** Absent: notes are a list. */
  notes?(prefix: string, notes: readonly Text[]): string;
  /** The whole text of the blocks at the top. */
  document(parts: readonly string[]): string;
}

export function write(blocks: readonly Block[], format: Format): string {
  return format.document(writeBlocks(blocks, format));
}

function writeBlocks(blocks: readonly Block[], format: Format): string[] {
  return blocks.filter((block) => !leavesNothing(block, format)).map((block) => writeBlock(block, format));
}

function leavesNothing(block: Block, format: Format): boolean {
  if (block.type === 'banner') return format.banner === undefined;
  return block.type === 'figure' && block.text.length === 0 && format.figure === undefined;
}

function writeBlock(block: Block, format: Format): string {
  switch (block.type) {
    case 'heading':
      return format.heading(block.level, block.text, block.anchor);
    case 'paragraph':
      return format.paragraph(block.text);
    case 'lines':
      return format.lines(block.lines);
    case 'list':
      return format.list(block.items);
    case 'table':
      return format.table(block.head, block.rows);
    case 'code':
      return format.code(block.lines);
    case 'commands':
      return format.commands(block.lines);
    case 'folded':
      return format.folded(block.title, writeBlocks(block.blocks, format));
    case 'figure':
      return format.figure?.(block.figure, block.anchor ?? null) ?? format.code(block.text);
    case 'banner':
      return format.banner?.(block.decision, block.reason, block.facts) ?? '';
    case 'notes':
      return format.notes?.(block.prefix, block.notes) ?? format.list(block.notes);
  }
}
