// The label of a platform where several are compared: what a strategy's guarantees depend on, and nothing
// that differs between machines of one kind.
import type { Platform } from './run-record.js';

/** `linux-x64 · Node 20 · ext4`. */
export function platformLabel(platform: Platform): string {
  return `${platform.id} · Node ${nodeMajor(platform.node)} · ${platform.fileSystem.type}`;
}

/** `20` of `v20.20.2` or `20.20.2`. */
function nodeMajor(version: string): string {
  return /^v?(\d+)/.exec(version)?.[1] ?? version;
}
