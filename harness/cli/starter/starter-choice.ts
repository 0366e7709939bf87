// What `holdfast init` has to know: what the user chose, and what the project is like.

/** How the project installs its packages. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn';

export interface StarterChoice {
  typescript: boolean;
  /** Beside one writer at a time, which every store claims. */
  scopes: { threads: boolean; processes: boolean };
  github: boolean;
}

export interface StarterProject {
  manager: PackageManager;
  /** Whether there is a lock file: without one nothing can be installed by it, or cached. */
  isLocked: boolean;
  /** The configurations that are there already. */
  configurations: readonly string[];
}
