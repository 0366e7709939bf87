// A platform that the lab can make on one machine, as data: what it is and what is missing for it here.

export interface LabPlatform {
  /** kebab-case: what `--only` selects, and the name of its run's directory. */
  id: string;
  /** Half a line. */
  title: string;
  /** One of the few that differ most, which `--small` takes. */
  small: boolean;
  /** Why it can't be made here, half a sentence each, with what brings it; empty: it can. */
  missing: string[];
}
