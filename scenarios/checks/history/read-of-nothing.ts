// How every check begins that tells of a read without a document where one existed. Where renames are not atomic,
// the judge knows such reads by these words and names the mount.

export const readOfNothing = 'A read found no document although';
