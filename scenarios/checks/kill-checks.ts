// The checks of a kill scenario, in the order of the report: first whether the kills happened, then what they
// broke. Each is unknown without enough kills; a failure with its evidence stands however few there were.
import { ackedSurvives } from './acked-survives.js';
import { everyPointStopped } from './every-point-stopped.js';
import { noLitterAfterKill } from './no-litter-after-kill.js';
import { recovers } from './recovers.js';

export const killChecks = [everyPointStopped, ackedSurvives, recovers, noLitterAfterKill] as const;
