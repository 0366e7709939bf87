// The contents that a rule permits a file after a crash: the choices, each with the effects it lacks, and the
// number of all where only some are listed.
import type { LostEffect } from '../../../results/vocabulary/persistence.js';
import type { ContentId } from './content-store.js';

/** Content as a rule makes it, before its mode is known. */
export interface ContentChoice {
  content: ContentId;
  lost(): LostEffect[];
}
export interface ContentChoices {
  choices: readonly ContentChoice[];
  total: number;
}
