// How a document of the user's own carries what Holdfast recognises a write by: an identity that is put into it
// and found again. The default puts one unknown field on top, as any other program might.

/** JSON data that tells one write from all others. It is kept as it is. */
export type Identity = Readonly<Record<string, unknown>>;

export interface DocumentShape<D> {
  /** The document of the first write. */
  initial: D;
  /** The document with this identity in it; everything else stays. May change and return `document`. */
  mark(document: D, identity: Identity): D;
  /** null or undefined: the document carries none, so none of these writes made it. */
  identityOf(document: D): Identity | null | undefined;
}

const FIELD = 'holdfast';

/** Any object: the field `holdfast` on top. */
export const fieldOnTop: DocumentShape<Record<string, unknown>> = {
  initial: {},
  mark: (document, identity) => ({ ...document, [FIELD]: identity }),
  identityOf(document) {
    const found = document[FIELD];
    return typeof found === 'object' && found !== null ? { ...found } : null;
  },
};
