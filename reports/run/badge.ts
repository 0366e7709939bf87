// A badge for a README: the JSON that the endpoint of shields.io reads. The file has to be published somewhere
// that shields.io can reach. Green means what exit code 0 means, and a badge says nothing of when it was made.
import type { Judged } from '../../results/verdicts/judged.js';
import type { Reporter } from '../reporter.js';
import { plainText } from '../text/plain-text.js';

const badgeReporter: Reporter = {
  id: 'badge',
  title: 'A badge: the JSON of a shields.io endpoint',
  extension: 'json',
  render(judged) {
    const { message, color } = saidBy(judged);
    const { id, fileSystem } = judged.platform;
    const where = plainText(`${id}, ${fileSystem.type}`);
    const badge = { schemaVersion: 1, label: 'holdfast', message: `${message} (${where})`, color };
    return `${JSON.stringify(badge)}\n`;
  },
};
export default badgeReporter;

function saidBy({ decision, exitCode }: Judged): { message: string; color: string } {
  switch (decision) {
    case 'NO-GO':
      return { message: decision, color: 'red' };
    case 'INCONCLUSIVE':
      return { message: decision, color: 'lightgrey' };
    case 'GO':
      if (exitCode === 0) return { message: decision, color: 'brightgreen' };
      return exitCode === 1
        ? { message: 'GO, but too slow', color: 'orange' }
        : { message: 'GO, speed unknown', color: 'yellow' };
  }
}
