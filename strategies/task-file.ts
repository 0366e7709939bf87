// The document as YAML text. Reads only text that it understands completely, so that writing it again loses
// nothing. Numbers pass through unchanged: whole numbers that a double can't hold exactly become bigints, and
// doubles beyond that range are written with an exponent, so that they are read as doubles. Comments don't
// survive a write. Text with aliases or tags is refused, because writing it again would change it.
import { isUtf8 } from 'node:buffer';
import {
  Document,
  isAlias,
  isNode,
  isScalar,
  type ParsedNode,
  parseDocument,
  type ScalarTag,
  Schema,
  type Tags,
  visit,
} from 'yaml';
import { plainDataOf } from './own-task-file-text.js';
import { StoreError, type StoreErrorCode, type TaskFile } from './strategy.js';
import { flawOf, isMapping, type Path } from './task-file-rules.js';
import { textOfPlainData } from './task-file-text.js';
import { TextMemory } from './text-memory.js';

const REPAIR = 'It was left untouched; repair it, restore a copy, or move it away to start anew';

let memory: TextMemory | null = null;

/**
 * From now on this thread caches the texts of so many documents instead of parsing and serialising YAML each
 * time; off by default. For experiments that repeat the same work thousands of times: results stay the same,
 * but timings of this module mean nothing any more.
 */
export function rememberTexts(limit: number): void {
  memory = new TextMemory(limit);
}

/** The YAML of a document that holds plain data only (see `plain-data.ts`). */
export function serialiseTaskFile(file: TaskFile): string {
  return memory === null ? toYaml(file) : memory.textOf(file, toYaml);
}

function toYaml(file: TaskFile): string {
  return textOfPlainData(file) ?? libraryText(file);
}

/** By the library, which writes keys of any length. */
function libraryText(file: TaskFile): string {
  const document = new Document(file, { schema, aliasDuplicateObjects: false });
  // Folding long lines takes two thirds of the time where strings are large. Block scalars lose the blanks of
  // a line that has nothing else (yaml 2.9: " \n" comes back as "\n"), so lines go into quotes, as \n.
  return document.toString({ lineWidth: 0, blockQuote: false });
}

/**
 * Parses the content of a file, or refuses it.
 * @param fileName appears in errors, with the line of the flaw.
 * @throws StoreError INVALID_DOCUMENT, UNSUPPORTED_VERSION or REV_OUT_OF_RANGE
 */
export function parseTaskFile(content: Uint8Array | string, fileName: string): TaskFile {
  const text = typeof content === 'string' ? content : decode(content, fileName);
  const read = memory === null ? fromYaml(text) : memory.meaningOf(text, fromYaml);
  if (!(read instanceof Refusal)) return read;
  throw new StoreError(read.code, `${fileName}:${read.line}: ${read.problem}`, { cause: read.cause });
}

/** Why a text is refused, without the name of its file. */
class Refusal {
  constructor(
    readonly code: StoreErrorCode,
    readonly line: number,
    readonly problem: string,
    readonly cause?: unknown,
  ) {}
}

function fromYaml(text: string): TaskFile | Refusal {
  const own = plainDataOf(text);
  // The library tells in which line a flaw is.
  if (isMapping(own) && flawOf(own, Object.is(own.rev, -0) ? '-0' : undefined) === null)
    return own as TaskFile;
  try {
    return understood(text, (code, offset, problem, cause) => {
      return new Refusal(code, lineAt(text, offset), problem, cause);
    });
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal;
    throw refusal;
  }
}

/** Throws what `refuse` returns. */
function understood(text: string, refuse: Refuse): TaskFile {
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    const problem = 'holds a zero byte, as what was never written does after a loss of power';
    throw refuse('INVALID_DOCUMENT', zero, `${problem}. ${REPAIR}`);
  }
  const document = parseYaml(text, refuse);
  const value = toPlainData(document, refuse);
  const rev = document.get('rev', true);
  const flaw = flawOf(value, isScalar(rev) ? rev.source : undefined);
  if (flaw !== null) {
    throw refuse(flaw.code, offsetOf(document, flaw.at), `${flaw.problem}. ${flaw.remedy ?? REPAIR}`);
  }
  return value as TaskFile;
}

type Refuse = (code: StoreErrorCode, offset: number, problem: string, cause?: unknown) => Refusal;
type Parsed = Document.Parsed<ParsedNode>;

function decode(bytes: Uint8Array, fileName: string): string {
  // Decoding leniently would turn damaged bytes into U+FFFD and the next write would make that permanent.
  if (!isUtf8(bytes)) {
    throw new StoreError('INVALID_DOCUMENT', `${fileName}:1: is not UTF-8. ${REPAIR}`);
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function parseYaml(text: string, refuse: Refuse): Parsed {
  const document = guarded(refuse, () =>
    parseDocument(text, { schema, stringKeys: true, prettyErrors: false, logLevel: 'error' }),
  );
  // A warning means a tag or a directive, which the next write would drop.
  const trouble = document.errors[0] ?? document.warnings[0];
  if (trouble !== undefined) {
    const problem =
      trouble.code === 'MULTIPLE_DOCS'
        ? 'the file holds several documents'
        : `not understood: ${trouble.message}`;
    throw refuse('INVALID_DOCUMENT', trouble.pos[0], `${problem}. ${REPAIR}`, trouble);
  }
  if (document.contents === null || text.trim() === '') {
    throw refuse('INVALID_DOCUMENT', 0, `the file is empty, as one that was cut off would be. ${REPAIR}`);
  }
  return document as Parsed;
}

function toPlainData(document: Parsed, refuse: Refuse): unknown {
  try {
    // No aliases: they could expand exponentially, and the next write would drop them.
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    const alias = firstAliasOffset(document);
    if (alias === null) {
      throw refuse('INVALID_DOCUMENT', 0, `not understood: ${String(cause)}. ${REPAIR}`, cause);
    }
    throw refuse(
      'INVALID_DOCUMENT',
      alias,
      `YAML aliases are not supported. Write out what it stands for`,
      cause,
    );
  }
}

/** Text that is nested too deeply overflows the parser's stack; that is the text's fault. */
function guarded<T>(refuse: Refuse, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw refuse('INVALID_DOCUMENT', 0, `not understood: ${String(cause)}. ${REPAIR}`, cause);
  }
}

function firstAliasOffset(document: Parsed): number | null {
  let offset: number | null = null;
  visit(document, {
    Alias(_key, alias) {
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(document: Parsed, path: Path): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && !isAlias(node) && node.range) {
      return node.range[0];
    }
  }
  return 0;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** A double such as 1e20 is a whole number too, but as plain digits it would come back as a bigint. */
const largeDouble: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => Number.isInteger(value) && !Number.isSafeInteger(value),
  test: /(?!)/, // only for writing; never chosen when reading
  resolve: Number,
  stringify: ({ value }) => Number(value).toExponential(),
};

function exactNumbers(tags: Tags): Tags {
  return [largeDouble, ...tags.map((tag) => (isIntegerTag(tag) ? exactInteger(tag) : tag))];
}

function isIntegerTag(tag: Tags[number]): tag is ScalarTag {
  return typeof tag === 'object' && 'tag' in tag && tag.tag === 'tag:yaml.org,2002:int' && !tag.collection;
}

function exactInteger(tag: ScalarTag): ScalarTag {
  return {
    ...tag,
    resolve(text, onError, options) {
      const rounded = tag.resolve(text, onError, { ...options, intAsBigInt: false });
      return Number.isSafeInteger(rounded)
        ? rounded
        : tag.resolve(text, onError, { ...options, intAsBigInt: true });
    },
  };
}

// Built once: for a small document, building a schema costs as much as parsing.
const schema = new Schema({ schema: 'core', resolveKnownTags: false, customTags: exactNumbers });
