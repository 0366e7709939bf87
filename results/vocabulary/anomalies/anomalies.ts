// The table of anomalies: everything that evidence in a report can name. `holdfast explain ID` and
// docs/anomalies.md are made from it. Ids are stored in results and capsules, so an id never changes; words
// may.
import type { FailureKind } from '../persistence.js';
import type { ViolationClass } from '../schedule.js';
import type { AnomalyDefinition } from './anomaly-definition.js';
import { clientAnomalies } from './client-anomalies.js';
import { crashAnomalies } from './crash-anomalies.js';
import { faultAnomalies } from './fault-anomalies.js';
import { historyAnomalies } from './history-anomalies.js';

interface AnomalyGroup {
  title: string;
  anomalies: Readonly<Record<string, AnomalyDefinition>>;
}

/** In the order of the reference page. */
export const anomalyGroups: readonly AnomalyGroup[] = [
  { title: 'In a history of concurrent reads and writes', anomalies: historyAnomalies },
  { title: 'In the calls of one client, and at the end of a race', anomalies: clientAnomalies },
  { title: 'After a kill, a hang or a loss of power', anomalies: crashAnomalies },
  { title: 'When the file system fails', anomalies: faultAnomalies },
];

/** id → definition; null: no check reports such a thing. */
export function anomalyOf(id: string): AnomalyDefinition | null {
  return Object.hasOwn(all, id) ? (all[id] ?? null) : null;
}

const all: Readonly<Record<string, AnomalyDefinition>> = {
  ...historyAnomalies,
  ...clientAnomalies,
  ...crashAnomalies,
  ...faultAnomalies,
} satisfies Record<ViolationClass | FailureKind, AnomalyDefinition>;

export const anomalyIds: readonly string[] = Object.keys(all);
