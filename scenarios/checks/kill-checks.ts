// The checks of a kill scenario, in the order in which they are told: first whether the kills hit, then what
// they broke. Each is unknown without enough kills; a failure with its proof stands however few there were.
import { ackedSurvives } from './acked-survives.js';
import { everyPointStopped } from './every-point-stopped.js';
import { noLitterAfterKill } from './no-litter-after-kill.js';
import { recovers } from './recovers.js';

export const killChecks = [everyPointStopped, ackedSurvives, recovers, noLitterAfterKill] as const;
