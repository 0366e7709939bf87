// The formats of this folder: the correct ones, each with the durability that it deserves, and each flaw with
// the reason for which it must fall.
import type { Grade } from '../../../../results/verdicts/durability-grade.js';
import type { FailureKind } from '../../../../results/vocabulary/persistence.js';

export const correctFormats = [
  'append-journal',
  'generations',
  'linked-generations',
  'two-slots',
  'write-ahead',
  'current-link',
] as const;
export type FormatId = (typeof correctFormats)[number];

export interface FlawedFormat {
  format: FormatId;
  flaw: string;
  grade: Grade;
  /** How it breaks the promise under the first model that it does not survive, litter left out. */
  kinds: FailureKind[];
}

/** What loses or tears a document when the power goes. */
export const flawedFormats: readonly FlawedFormat[] = [
  { format: 'append-journal', flaw: 'no-checksum', grade: 'journaled', kinds: ['torn-document'] },
  { format: 'append-journal', flaw: 'no-fsync', grade: 'kill', kinds: ['lost-acknowledged-write'] },
  {
    format: 'append-journal',
    flaw: 'compacts-in-place',
    grade: 'none',
    kinds: ['torn-document', 'zero-length-document'],
  },
  { format: 'generations', flaw: 'unsynced-pointer', grade: 'kill', kinds: ['lost-acknowledged-write'] },
  { format: 'generations', flaw: 'unsynced-name', grade: 'journaled', kinds: ['torn-document'] },
  { format: 'generations', flaw: 'unsynced-data', grade: 'kill', kinds: ['torn-document'] },
  { format: 'linked-generations', flaw: 'unsynced-link', grade: 'kill', kinds: ['lost-acknowledged-write'] },
  { format: 'current-link', flaw: 'unsynced-data', grade: 'kill', kinds: ['torn-document'] },
  { format: 'two-slots', flaw: 'no-checksum', grade: 'none', kinds: ['torn-document'] },
  {
    format: 'two-slots',
    flaw: 'same-slot',
    grade: 'none',
    kinds: ['lost-acknowledged-write', 'missing-document'],
  },
  {
    format: 'write-ahead',
    flaw: 'log-emptied-early',
    grade: 'none',
    kinds: ['lost-acknowledged-write', 'torn-document'],
  },
];

/** The address of a built format; `built`: of the built folder of this file. */
export function formatAddress(built: string, format: FormatId, flaw: string | null = null): string {
  return `${new URL(`${format}.js`, built).href}${flaw === null ? '' : `?flaw=${flaw}`}`;
}
