// The option that says how writes are recorded. What can't be done here is refused before anything is run.
import { Option } from 'commander';
import { type Recorder, recorderSchema } from '../../../results/vocabulary/recorder.js';
import { EnvironmentError } from '../../run/run-contract.js';
import { oneOf } from './option-values.js';

export function recorderOption(): Option {
  return new Option(
    '--recorder <how>',
    'how writes are recorded: node, or strace for native code and other processes (Linux)',
  )
    .argParser(oneOf('--recorder', recorderSchema.options))
    .default('node');
}

/** Rejects with EnvironmentError and the remedy when it can't record here. */
export async function availableRecorder(recorder: Recorder): Promise<Recorder> {
  if (recorder === 'node') return recorder;
  const { straceAvailability } = await import('../../tap/strace/strace.js');
  const strace = straceAvailability();
  if (strace.available) return recorder;
  const what = `writes can't be recorded by their system calls: ${strace.reason}. ${strace.remedy}`;
  throw new EnvironmentError('recorder-unavailable', `--recorder strace: ${what}`);
}
