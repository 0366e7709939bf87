// Runs the command line in a mount namespace of its own (Linux, as root), so that a disk can be small and /proc be
// missing for it alone, and every mount is gone when it has ended.
import { spawnSync } from 'node:child_process';
import type { Started, Workbench } from '../../e2e/workbench.js';

/** Why there is none here; null: there is. */
export function namespaceMissing(): string | null {
  if (process.platform !== 'linux') return 'mount namespaces are of Linux';
  const { status } = spawnSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
  return status === 0 ? null : 'this user may make no mount namespace';
}

/** `before` and `after` are lines of a shell; after it, `$?` is the exit code and `"$0" "$1"` holdfast. */
export function inNamespace(
  bench: Workbench,
  before: string,
  argv: readonly string[],
  after: string,
): Started {
  const script = `${before} || exit 98; "$0" "$@"; ${after}`;
  return bench.start(argv, { through: ['unshare', '-m', 'sh', '-c', script] });
}
