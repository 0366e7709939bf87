// What a rule says that a file's content may be after a crash: the choices, each with what it lacks, and how
// many there are in all where only some of them are listed.
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
