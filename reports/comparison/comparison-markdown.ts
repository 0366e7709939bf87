// A comparison as a Markdown document.
import { write } from '../format/format.js';
import { markdown } from '../format/markdown-format.js';
import type { ComparisonReporter } from '../reporter.js';
import { comparisonDocument } from './comparison-document.js';

const comparisonMarkdownReporter: ComparisonReporter = {
  id: 'markdown',
  title: 'A document',
  extension: 'md',
  render: (comparison) => write(comparisonDocument(comparison), markdown),
};
export default comparisonMarkdownReporter;
