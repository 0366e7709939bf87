// Makes capsules from recordings written by hand: real documents, the commit orders whose outcomes are known,
// several writes and variants. For tests only.
import type { Capsule } from '../../../results/capsules/crash-capsule.js';
import type { VariantId } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { serialiseTaskFile } from '../../../strategies/task-file.js';
import { makeDocument } from '../../document.js';
import { type Identify, identifyByBytes } from '../verdict/document-oracle.js';
import { judgeVariant } from '../verdict/judge-variant.js';
import { type CommitScript, commits, WriteScript } from './script.js';

export interface Recording {
  trace: Trace;
  documentPath: string;
  identify: Identify;
}

const documentPath = 'state/tasks.yaml';

export function record(
  commit: CommitScript,
  variant: VariantId,
  writes: number,
  documentBytes = 700,
): Recording {
  const first = yaml(0, documentBytes);
  const script = new WriteScript(
    variant === 'document-present'
      ? { [documentPath]: first }
      : variant === 'document-absent'
        ? { 'state/.keep': '' }
        : {},
  );
  const known = [{ content: first, identity: { rev: 1, token: 'before' } }];
  for (let write = 1; write <= writes; write++) {
    const rev = variant === 'document-present' ? write + 1 : write;
    const bytes = yaml(rev, documentBytes);
    known.push({ content: bytes, identity: { rev, token: `t${rev}` } });
    script.mark('attempt', rev);
    if (!script.has('state')) script.mkdir('state');
    commit(script, documentPath, bytes);
    script.mark('acked', rev);
  }
  return { trace: script.trace(), documentPath, identify: identifyByBytes(known) };
}

/** Rev 0: the document from before the first write, which has rev 1 and a token of its own. */
function yaml(rev: number, documentBytes: number): Uint8Array {
  const token = rev === 0 ? 'before' : `t${rev}`;
  const document = { ...makeDocument(token, documentBytes), rev: Math.max(1, rev) };
  return Buffer.from(serialiseTaskFile(document));
}

export function capsulesOf(recording: Recording, variant: VariantId, seed: number): Capsule[] {
  const { capsules } = judgeVariant(recording.trace, {
    ...recording,
    variant,
    seed,
    model: 'non-atomic-rename',
    capsulesMax: 8,
    audit: false,
    strategy: { id: 'no-lock', reference: 'no-lock' },
    environment: { platform: 'linux-x64', node: '20', holdfast: '0', fileSystem: 'ext4' },
  });
  return capsules;
}

/** Every commit order that loses something, in every variant, with one to three writes and several sizes. */
export function manyCapsules(): Capsule[] {
  const variants: VariantId[] = ['document-present', 'document-absent', 'directory-absent'];
  return Object.values(commits).flatMap((commit, order) =>
    variants.flatMap((variant) =>
      [1, 2, 3].flatMap((writes) =>
        capsulesOf(record(commit, variant, writes, 300 + 400 * writes), variant, order + writes),
      ),
    ),
  );
}
