// A comparison as one HTML file that needs nothing else.
import { htmlPage } from '../format/html/html-page.js';
import type { ComparisonReporter } from '../reporter.js';
import { comparisonPage } from './comparison-page.js';

const comparisonHtmlReporter: ComparisonReporter = {
  id: 'html',
  title: 'A page for a browser, complete in one file',
  extension: 'html',
  render: (comparison) => htmlPage('Comparison · Holdfast', comparisonPage(comparison)),
};
export default comparisonHtmlReporter;
