// Writes plain data as block YAML, for the task file's own shape an order of magnitude faster than a general
// library: serialising was the largest part of a write's processor time. Strings go into double quotes wherever
// they might mean something else. The library that reads them back judges this module, see task-file.test.ts.

/** Words and paths, with single blanks between; never a number, an indicator or a comment. */
const PLAIN = /^[A-Za-z_][\w./-]*(?: [\w./-]+)*$/;
/** What YAML 1.1 or 1.2 would read as something else than a string. */
const OTHER_MEANING = /^(?:null|true|false|yes|no|on|off|y|n)$/i;
/** As Date.toISOString() writes it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Characters that JSON leaves as they are and YAML does not, or that an editor would not show. */
const TO_ESCAPE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
/** YAML limits a key before its colon to 1,024 characters. */
const KEY_LENGTH_MAX = 1000;

/** null: it has a key that is too long to be written in this way. */
export function textOfPlainData(value: object): string | null {
  const writer = new Writer();
  writer.block(value, '');
  return writer.longestKey <= KEY_LENGTH_MAX ? `${writer.text}\n` : null;
}

class Writer {
  text = '';
  longestKey = 0;

  /** A mapping or list that is not empty, from the current position on; its further lines begin with `indent`. */
  block(value: object, indent: string): void {
    let isFirst = true;
    const begin = (): void => {
      if (!isFirst) this.text += `\n${indent}`;
      isFirst = false;
    };
    if (Array.isArray(value)) {
      for (const item of value) {
        begin();
        this.text += '- ';
        if (isBlock(item)) this.block(item, `${indent}  `);
        else this.text += flat(item);
      }
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      begin();
      const name = quotedIfNeeded(key);
      this.longestKey = Math.max(this.longestKey, name.length);
      this.text += `${name}:`;
      if (isBlock(item)) {
        this.text += `\n${indent}  `;
        this.block(item, `${indent}  `);
      } else {
        this.text += ` ${flat(item)}`;
      }
    }
  }
}

function isBlock(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** What stands on one line. */
function flat(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quotedIfNeeded(value);
    case 'number':
      return numberText(value);
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? '[]' : '{}';
    default:
      return String(value);
  }
}

function quotedIfNeeded(text: string): string {
  if ((PLAIN.test(text) && !OTHER_MEANING.test(text)) || INSTANT.test(text)) return text;
  return JSON.stringify(text).replace(TO_ESCAPE, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0';
  // As plain digits, a double that large would come back as a bigint.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
