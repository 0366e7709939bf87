// A strategy's own file as text that can be changed the way another program, a person or a crash changes it.
// YAML and JSON are recognised, in which one mapping holds the fields of the document, at the top or in the field
// that an adapter puts there; of any other file nothing is known, and what would need it does not apply.
import fs from 'node:fs';
import { parseDocument } from 'yaml';

type Fields = Record<string, unknown>;

/** The field in which `holdfast/adapters` keep the document, unless told otherwise. */
const ENVELOPE = 'holdfast';

/** The fields at the top of a YAML or JSON file, whole numbers as bigints; null: it is not such a file. */
export function fieldsOf(text: string): Fields | null {
  const parsed = parseDocument(text, { intAsBigInt: true, logLevel: 'silent' });
  if (parsed.errors.length > 0) return null;
  try {
    const value: unknown = parsed.toJS();
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The document of an adapter, in a field of a document that is somebody else's. */
function envelopedIn(fields: Fields | null): Fields | null {
  const inner = fields?.[ENVELOPE];
  return typeof inner === 'object' && inner !== null && 'tasks' in inner ? { ...inner } : null;
}

export function isEnveloped(text: string): boolean {
  return envelopedIn(fieldsOf(text)) !== null;
}

function documentIn(text: string): Fields | null {
  const fields = fieldsOf(text);
  return envelopedIn(fields) ?? fields;
}

/** The text of the file at `path` when it is a document of the contract; null when it is anything else. */
export function readOwnText(path: string): string | null {
  if (fs.statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const text = fs.readFileSync(path, 'utf8');
  return isWhole(text) ? text : null;
}

/** Whether a text has every field that the contract names, in a form that its readers can understand. */
export function isWhole(text: string): boolean {
  const { version, rev, updated_at, tasks } = documentIn(text) ?? {};
  return (
    version === 1n &&
    typeof rev === 'bigint' &&
    typeof updated_at === 'string' &&
    Array.isArray(tasks) &&
    tasks.every((task: unknown) => typeof task === 'object' && task !== null && 'id' in task)
  );
}

/** The same document with one more field, whose value is spelled as given. */
export function withField(text: string, name: string, value: string): string {
  if (text.trimStart().startsWith('{')) return text.replace('{', `{ "${name}": ${value},`);
  return `${text.replace(/\n*$/, '\n')}${name}: ${value}\n`;
}

/** The same document at another rev; null when the text does not show the rev that it has. */
export function withRev(text: string, rev: number): string | null {
  const changed = text.replace(/^(\s*\{?\s*"?rev"?\s*:\s*)\d+\b/m, `$1${rev}`);
  return documentIn(changed)?.rev === BigInt(rev) ? changed : withFirstRev(text, rev);
}

/** For JSON without line breaks. */
function withFirstRev(text: string, rev: number): string | null {
  const changed = text.replace(/("rev"\s*:\s*)\d+\b/, `$1${rev}`);
  return documentIn(changed)?.rev === BigInt(rev) ? changed : null;
}

/** A field's value as it is spelled, for scalars; null: there is no such field. */
export function spelledValue(text: string, name: string): string | null {
  const [, value] =
    new RegExp(`["']?\\b${name}\\b["']?\\s*:\\s*("[^"]*"|'[^']*'|[^,}\\s]+)`).exec(text) ?? [];
  return value ?? null;
}

/**
 * What a crash or a full disk may leave of a text: ends at the end of a line, and within it. Those that are a
 * whole document all the same are left out, because no reader can tell.
 */
export function cutOff(text: string): string[] {
  const lineEnds = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  const parts = [1, 2, 3].map((quarter) => Math.floor((text.length * quarter) / 4));
  const ends = [...new Set([...lineEnds, ...parts])].sort((one, other) => one - other);
  return ends
    .filter((end) => end > 0 && end < text.length)
    .map((end) => text.slice(0, end))
    .filter((cut) => !isWhole(cut));
}
