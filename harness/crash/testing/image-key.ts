// One text for each disk, to compare disks whatever their inode numbers. For tests only.
import type { DiskImage, ImageNode } from '../states/disk-image.js';

/** Equal keys = equal disks, whatever the inode numbers. */
export function imageKey(image: DiskImage): string {
  return image.map(nodeKey).join('\n');
}

function nodeKey(node: ImageNode): string {
  switch (node.type) {
    case 'dir':
      return `d${node.mode}:${node.path}`;
    case 'file':
      return `f${node.mode}:${node.path}=${Buffer.from(node.bytes).toString('base64')}`;
    case 'link':
      return `h${node.path}>${node.to}`;
    case 'symlink':
      return `l${node.path}>${node.target}`;
  }
}
