// What a format is: a way to write each kind of block. Adding one is a file that fills in this interface, and a
// reporter that gives it the document of a run.
import type { Block, Text } from './report-blocks.js';

export interface Format {
  heading(level: 1 | 2 | 3, text: Text): string;
  paragraph(text: Text): string;
  lines(lines: readonly Text[]): string;
  list(items: readonly Text[]): string;
  table(head: readonly Text[], rows: readonly (readonly Text[])[]): string;
  code(lines: readonly string[]): string;
  commands(lines: readonly string[]): string;
  /** `parts`: the blocks inside, written already. */
  folded(title: string, parts: readonly string[]): string;
  /** The whole text of the blocks at the top. */
  document(parts: readonly string[]): string;
}

export function write(blocks: readonly Block[], format: Format): string {
  return format.document(blocks.map((block) => writeBlock(block, format)));
}

function writeBlock(block: Block, format: Format): string {
  switch (block.type) {
    case 'heading':
      return format.heading(block.level, block.text);
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
      return format.folded(
        block.title,
        block.blocks.map((inner) => writeBlock(inner, format)),
      );
  }
}
