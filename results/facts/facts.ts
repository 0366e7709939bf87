// Facts: the raw record of one case (strategy × scenario × scope), a closed union by `kind`. Checks judge
// nothing but facts, so a stored run can be judged again without running anything.
import { z } from 'zod';
import { deathFactSchema } from '../vocabulary/death.js';
import { historyFactSchema } from '../vocabulary/history.js';
import { costBreakdownFactSchema } from './cost-breakdown-fact.js';
import { crashStatesFactSchema } from './crash-states-fact.js';
import { interleavingsFactSchema } from './interleavings-fact.js';
import { ioFaultsFactSchema } from './io-faults-fact.js';
import { killPointsFactSchema } from './kill-points-fact.js';
import { nemesisFactSchema } from './nemesis-fact.js';
import { samplesFactSchema } from './samples-fact.js';
import { sessionFactSchema } from './session-fact.js';

export const factSchema = z.discriminatedUnion('kind', [
  sessionFactSchema,
  historyFactSchema,
  killPointsFactSchema,
  crashStatesFactSchema,
  ioFaultsFactSchema,
  interleavingsFactSchema,
  nemesisFactSchema,
  samplesFactSchema,
  costBreakdownFactSchema,
  deathFactSchema,
]);
export type Fact = z.infer<typeof factSchema>;
export type FactKind = Fact['kind'];
