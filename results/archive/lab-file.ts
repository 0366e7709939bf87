// lab.json: what a lab has found so far, published whole after each platform.
import { join } from 'node:path';
import type { LabRecord } from '../verdicts/lab-record.js';
import { publishAtomically } from './publishing.js';

const labFile = 'lab.json';

/** Rejects with the system error. */
export async function storeLab(dir: string, record: LabRecord): Promise<void> {
  await publishAtomically(join(dir, labFile), Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
}
