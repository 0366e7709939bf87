// The two ways to record the writes of a strategy.
import { z } from 'zod';

/**
 * node: by the calls that a strategy makes of Node. strace: by the system calls of its processes, on Linux
 * only.
 */
export const recorderSchema = z.enum(['node', 'strace']);
export type Recorder = z.infer<typeof recorderSchema>;
