// The number of the watched directory in every trace and tree. In a file without schemas, because processes
// that live for one write need nothing else of them, and loading schemas takes longer than the write.

/** The directory that was watched. */
export const ROOT = 0;
