// The label of a platform where several are compared: what a strategy's guarantees depend on, and nothing
// that differs between machines of one kind.
import type { Platform } from './run-record.js';

/** `linux-x64 · Node 20 · ext4`. */
export function platformLabel(platform: Platform): string {
  return `${platform.id} · Node ${nodeMajor(platform.node)} · ${platform.fileSystem.type}`;
}

/** `kernel 6.8.0 · rw,relatime · nvme`: what else a verdict may hang on; shown beside the label. */
export function platformConditions({ release, fileSystem }: Platform): string {
  const { options, device } = fileSystem;
  return [`kernel ${release}`, options, device ?? ''].filter((part) => part !== '').join(' · ');
}

/**
 * Whether times there say anything of a disk: what lives in memory has none. Where it is not known, they are
 * taken as they are.
 */
export function hasDisk({ fileSystem }: Pick<Platform, 'fileSystem'>): boolean {
  return !['tmpfs', 'ramfs', 'devtmpfs'].includes(fileSystem.type);
}

/** `20` of `v20.20.2` or `20.20.2`. */
function nodeMajor(version: string): string {
  return /^v?(\d+)/.exec(version)?.[1] ?? version;
}
