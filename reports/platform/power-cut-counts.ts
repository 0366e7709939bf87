// What reports know of power cuts, in the fewest words: it is a part of the package.

export interface PowerCutCounts {
  /** Release of the kernel on which the power was cut. */
  kernel: string;
  /** The file system as `ext4` or `ext4:barrier=0`; mutant: it must lose acknowledged writes there. */
  rows: readonly (readonly [
    strategy: string,
    fileSystem: string,
    mutant: boolean,
    images: number,
    failed: number,
  ])[];
}
