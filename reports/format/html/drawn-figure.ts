// Which function draws which figure. All of them draw without scripts: what a script adds (stepping through
// lanes) is added by html/page-script.ts to what is there.
import type { Figure } from '../figures.js';
import { intervals, shares } from './bar-plots.js';
import { crashDisk } from './crash-disk.js';
import type { Markup } from './markup.js';
import { distributions, runOrder } from './sample-plots.js';
import { swimLanes } from './swim-lanes.js';
import { tradeOff } from './trade-off-plot.js';

export function drawn(figure: Figure, anchor: string | null): Markup {
  switch (figure.type) {
    case 'lanes':
      return swimLanes(figure, anchor);
    case 'crash':
      return crashDisk(figure, anchor);
    case 'trade-off':
      return tradeOff(figure, anchor);
    case 'distributions':
      return distributions(figure, anchor);
    case 'run-order':
      return runOrder(figure, anchor);
    case 'intervals':
      return intervals(figure, anchor);
    case 'shares':
      return shares(figure, anchor);
  }
}
