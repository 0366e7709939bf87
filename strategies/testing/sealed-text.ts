// Text with its digest in front, so that a reader can tell a whole one from a torn one.
import { createHash } from 'node:crypto';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

export function sealed(text: string): string {
  return `${digestOf(text)} ${text}`;
}

/** null: it is not whole. */
export function unsealed(text: string): string | null {
  const body = text.slice(17);
  return text.slice(0, 17) === `${digestOf(body)} ` ? body : null;
}
