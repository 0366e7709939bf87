// One write onto a private document, watched operation by operation in a child.
import path from 'node:path';
import type { SessionFact } from '../../results/facts/session-fact.js';
import type { WatchedWrite } from '../../results/vocabulary/watched-write.js';
import type { WatchedLine, WatchedTask } from '../crash/children/child-protocol.js';
import { type ChildContext, runChild } from '../crash/children/children.js';
import { startForNextCase } from '../crash/children/prestarted-children.js';

const WATCH_MS_MAX = 20_000;
const DOCUMENT_BYTES = 300;

export async function watchWrite(context: ChildContext): Promise<SessionFact> {
  const directory = context.freshDirectory('watched');
  const task: WatchedTask = {
    strategy: context.reference,
    directory,
    path: path.join(directory, 'tasks.yaml'),
    documentBytes: DOCUMENT_BYTES,
  };
  const { lines, ended } = await runChild<WatchedLine>(context, 'watched-entry', task, WATCH_MS_MAX);
  startForNextCase(context);
  const isFile = lines.every(({ say }) => say !== 'no-file');
  const isDone = !isFile || lines.some(({ say }) => say === 'done');
  const observed: WatchedWrite = {
    reason: isDone ? null : `the process that was watched ended: ${ended ?? 'early'}`,
    isFile,
    open: lines.flatMap((line) => {
      if (line.say !== 'open') return [];
      const { name, mode, operation } = line;
      return [{ name, mode, operation }];
    }),
    elsewhere: lines.flatMap((line) => (line.say === 'elsewhere' ? [line.path] : [])),
  };
  return { kind: 'session', steps: [{ action: 'observe', label: 'watched write', observed }] };
}
