// The report as one HTML file that needs nothing else: no network, no second file.
import { htmlPage } from '../format/html/html-page.js';
import type { Reporter } from '../reporter.js';
import { pageDocument } from './page-document.js';

const htmlReporter: Reporter = {
  id: 'html',
  title: 'A page for a browser, complete in one file',
  extension: 'html',
  render: (judged) => htmlPage(`${judged.decision} · Holdfast · ${judged.platform.id}`, pageDocument(judged)),
};
export default htmlReporter;
