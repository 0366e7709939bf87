// The judged run itself, for programs: what judged.json holds and the published JSON Schema describes.
// It is validated on the way out, so that nothing else can ever be printed.
import { judgedSchema } from '../../results/verdicts/judged.js';
import type { Reporter } from '../reporter.js';

const jsonReporter: Reporter = {
  id: 'json',
  title: 'The judged run, schema-versioned',
  extension: 'json',
  render: (judged) => `${JSON.stringify(judgedSchema.parse(judged), null, 2)}\n`,
};
export default jsonReporter;
