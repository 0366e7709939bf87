// The page around a document: title, contents, style and the one script, all in one file. A content security
// policy forbids everything that would be loaded from elsewhere and every script but ours, so even markup that
// slipped through could neither run nor call home.
import { createHash } from 'node:crypto';
import { write } from '../format.js';
import { html, wordsOf } from '../html-format.js';
import type { Block } from '../report-blocks.js';
import { type Markup, markup, textOf, together, verbatim } from './markup.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

/** `title`: of the window. Second-level headings with an anchor become the contents. */
export function htmlPage(title: string, blocks: readonly Block[]): string {
  const hash = createHash('sha256').update(pageScript).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const head = markup(
    'head',
    {},
    markup('meta', { charset: 'utf-8' }),
    markup('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    markup('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    markup('meta', { name: 'color-scheme', content: 'light dark' }),
    // An empty icon, so that no browser asks for one.
    markup('link', { rel: 'icon', href: 'data:,' }),
    markup('title', {}, textOf(title)),
    markup('style', {}, verbatim(pageStyle)),
  );
  const body = markup(
    'body',
    {},
    markup('a', { class: 'skip', href: '#report' }, 'Skip to the report'),
    contents(blocks),
    markup('main', { id: 'report', tabindex: -1 }, verbatim(write(blocks, html))),
    markup('script', {}, verbatim(pageScript)),
  );
  return `<!doctype html>\n${markup('html', { lang: 'en' }, together(head, body)).html}\n`;
}

function contents(blocks: readonly Block[]): Markup {
  const links = blocks.flatMap((block) =>
    block.type === 'heading' && block.level === 2 && block.anchor !== undefined
      ? [markup('li', {}, markup('a', { href: `#${block.anchor}` }, wordsOf(block.text)))]
      : [],
  );
  return markup(
    'nav',
    { 'aria-label': 'Contents' },
    markup('p', { class: 'brand' }, markup('a', { href: '#report' }, 'Holdfast')),
    markup('ul', {}, ...links),
  );
}
