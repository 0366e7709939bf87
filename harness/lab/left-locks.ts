// Changes what a dead writer left, in the two ways in which the world changes after its death: its process id
// belongs to somebody else by now, or the wall clock was set back, so that what it left is from a time to come.
import fs from 'node:fs';
import path from 'node:path';

const AHEAD_MS = 3_600_000;
/** Times in milliseconds since 1970 as they are written in this century. */
const MILLISECONDS = /\b1[0-9]{12}\b/g;

/** Replaces a process id in names, texts and targets of links. Returns whether it was found anywhere. */
export function withProcessId(directory: string, document: string, from: number, to: number): boolean {
  const id = new RegExp(`(?<![0-9a-zA-Z])${from}(?![0-9a-zA-Z])`, 'g');
  const changed = (text: string) => text.replace(id, String(to));
  let found = false;
  for (const name of namesIn(directory, document)) {
    const file = path.join(directory, name);
    if (rewritten(file, changed)) found = true;
    const renamed = path.join(path.dirname(file), changed(path.basename(file)));
    if (renamed === file) continue;
    fs.renameSync(file, renamed);
    found = true;
  }
  return found;
}

/** Moves times of files, and times in their texts, an hour ahead. Returns whether there is any file. */
export function fromTimeToCome(directory: string, document: string): boolean {
  const names = namesIn(directory, document);
  const ahead = (text: string) => text.replace(MILLISECONDS, (ms) => String(Number(ms) + AHEAD_MS));
  for (const name of names) {
    const file = path.join(directory, name);
    rewritten(file, ahead);
    const inAnHour = (Date.now() + AHEAD_MS) / 1000;
    fs.lutimesSync(file, inAnHour, inAnHour);
  }
  return names.length > 0;
}

/** Deepest first, so that a directory is renamed after what is in it. */
function namesIn(directory: string, document: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== document)
    .sort((one, other) => other.length - one.length);
}

/** Writes the text of a file, or the target of a link, anew when it changes. Keeps the file's times. */
function rewritten(file: string, change: (text: string) => string): boolean {
  const { atimeMs, mtimeMs, ...stats } = fs.lstatSync(file);
  const isLink = fs.lstatSync(file).isSymbolicLink();
  if (!isLink && !fs.statSync(file).isFile()) return false;
  const before = isLink ? fs.readlinkSync(file) : fs.readFileSync(file, 'latin1');
  const after = change(before);
  if (after === before) return false;
  if (isLink) {
    fs.unlinkSync(file);
    fs.symlinkSync(after, file);
  } else {
    fs.writeFileSync(file, after, { encoding: 'latin1', mode: stats.mode });
  }
  fs.lutimesSync(file, atimeMs / 1000, mtimeMs / 1000);
  return true;
}
