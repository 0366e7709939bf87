// What can go wrong, by the names that evidence in reports carries. `holdfast explain NAME` shows the entry.
// A test holds the glossary against the names that the checks use.
import { crashAnomalies } from './crash-anomalies.js';
import type { GlossaryEntry } from './entry.js';
import { historyAnomalies } from './history-anomalies.js';
import { sessionAnomalies } from './session-anomalies.js';

export const anomalies: Readonly<Record<string, GlossaryEntry>> = {
  ...historyAnomalies,
  ...sessionAnomalies,
  ...crashAnomalies,
};
