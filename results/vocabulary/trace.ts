// A trace: every effect of a strategy on the file system, in order, on a tree of inodes rather than on path
// strings, because directories get renamed too. Crash states are enumerated from it.
import { z } from 'zod';

export { ROOT } from './root-inode.js';

/** Dense number of an inode within one trace; `ROOT` is the directory that was watched. */
const inode = z.number().int().nonnegative();

const entry = { dir: inode, name: z.string() };

export const effectSchema = z.discriminatedUnion('op', [
  z.object({ op: z.literal('create'), ...entry, ino: inode, mode: z.number() }),
  z.object({ op: z.literal('mkdir'), ...entry, ino: inode, mode: z.number() }),
  z.object({ op: z.literal('symlink'), ...entry, ino: inode, target: z.string() }),
  z.object({ op: z.literal('link'), ...entry, ino: inode }),
  /** `last`: the inode has no further name (it may still be open). */
  z.object({ op: z.literal('unlink'), ...entry, ino: inode, last: z.boolean() }),
  z.object({ op: z.literal('rmdir'), ...entry, ino: inode }),
  /** `replaced`: the inode that the new name stood for before, or null. */
  z.object({
    op: z.literal('rename'),
    ...entry,
    toDir: inode,
    toName: z.string(),
    ino: inode,
    replaced: inode.nullable(),
  }),
  /** `data` is base64 of the bytes that the kernel took (short writes are already short). */
  z.object({ op: z.literal('write'), ino: inode, offset: z.number(), data: z.string() }),
  z.object({ op: z.literal('truncate'), ino: inode, size: z.number() }),
  z.object({ op: z.literal('chmod'), ino: inode, mode: z.number() }),
  z.object({ op: z.literal('chown'), ino: inode, uid: z.number(), gid: z.number() }),
  z.object({ op: z.literal('utimes'), ino: inode }),
  /** fsync of a file or a directory. */
  z.object({ op: z.literal('fsync'), ino: inode }),
  z.object({ op: z.literal('fdatasync'), ino: inode }),
  /** The harness's own marks: a write was invoked, or acknowledged, at this point of the order. */
  z.object({ op: z.literal('mark'), mark: z.enum(['attempt', 'acked']), rev: z.number(), token: z.string() }),
]);
export type Effect = z.infer<typeof effectSchema>;

/** A file system tree as data; directories list names → inode numbers, file content is base64. */
export const treeSchema = z.object({
  inodes: z.record(
    z.string(),
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('file'), mode: z.number(), content: z.string() }),
      z.object({ type: z.literal('dir'), mode: z.number(), entries: z.record(z.string(), inode) }),
      z.object({ type: z.literal('symlink'), target: z.string() }),
    ]),
  ),
});
export type Tree = z.infer<typeof treeSchema>;

export const traceSchema = z.object({
  /** The watched directory before the first effect; everything in it counts as durable. */
  initial: treeSchema,
  effects: z.array(effectSchema),
  /**
   * The call that caused each effect, for people: `fsyncSync(fd of tasks.yaml.tmp)`. Same length as
   * `effects`.
   */
  calls: z.array(z.string()),
  /** Duration of each effect's call in nanoseconds; 0 for marks. Same length as `effects`. */
  durationsNs: z.array(z.number()),
  /**
   * null = replaying the effects rebuilt the real directory byte for byte; otherwise why the trace can't be
   * trusted.
   */
  distrust: z.string().nullable(),
});
export type Trace = z.infer<typeof traceSchema>;
