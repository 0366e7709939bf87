// The report as a Markdown document.
import { write } from '../format/format.js';
import { markdown } from '../format/markdown-format.js';
import type { Reporter } from '../reporter.js';
import { runDocument } from './run-document.js';

const markdownReporter: Reporter = {
  id: 'markdown',
  title: 'A document in the shape of an M0.3 report',
  extension: 'md',
  render: (judged) => write(runDocument(judged), markdown),
};
export default markdownReporter;
