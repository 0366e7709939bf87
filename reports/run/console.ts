// The report on a terminal. By default one screen: which one, for whom, why, how fast, and what is wrong with the
// others. With `full` everything that the run showed.
import type { Reporter } from '../reporter.js';
import { paint } from '../text/paint.js';
import { benchmarkScreen, onlyMeasured } from './benchmark-screen.js';
import { firstScreen } from './first-screen.js';
import { fullConsole } from './full-console.js';

const consoleReporter: Reporter = {
  id: 'console',
  title: 'A terminal, or plain text',
  extension: 'txt',
  render(judged, { color, width, full = false, run }) {
    const layout = { columns: Math.max(80, Math.min(width, 140)), ink: paint(color), run: run ?? 'RUN' };
    const short = onlyMeasured(judged) ? benchmarkScreen : firstScreen;
    const sections = (full ? fullConsole : short)(judged, layout);
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};
export default consoleReporter;
