// Reads an XML document as strictly as a test needs it: tags nest, attributes are quoted and unique, every `&` is
// one of the five entities, and no character is one that XML 1.0 forbids. It knows no comments, CDATA or DTD,
// which a report must not contain.

export interface XmlElement {
  tag: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

/** Throws an error that names the place. */
export function parseXml(document: string): XmlElement {
  const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(document);
  if (forbidden !== null) throw new Error(`a forbidden character at ${forbidden.index}`);
  const body = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const top: XmlElement = { tag: '', attributes: {}, children: [], text: '' };
  const open = [top];
  for (const [token] of body.matchAll(/<[^<>]*>|[^<>]+|[<>]/g)) {
    const parent = open.at(-1);
    if (parent === undefined) throw new Error(`nothing is open before ${token}`);
    if (!token.startsWith('<') && token !== '>') {
      parent.text += unescaped(token);
      continue;
    }
    const closing = /^<\/(\w+)>$/.exec(token)?.[1];
    if (closing !== undefined) {
      if (parent.tag !== closing) throw new Error(`</${closing}> closes <${parent.tag}>`);
      open.pop();
      continue;
    }
    const [, tag, attributes = '', end] = /^<(\w+)((?: \w+="[^"]*")*)(\/?)>$/.exec(token) ?? [];
    if (tag === undefined) throw new Error(`no tag: ${token}`);
    const element = { tag, attributes: attributesIn(attributes), children: [], text: '' };
    parent.children.push(element);
    if (end === '') open.push(element);
  }
  const [root, other] = top.children;
  if (root === undefined || other !== undefined || open.length !== 1)
    throw new Error('not one whole element');
  return root;
}

function attributesIn(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/ (\w+)="([^"]*)"/g)) {
    if (name in found) throw new Error(`${name} is there twice`);
    found[name] = unescaped(value);
  }
  return found;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(\w*);?/g, (entity, name: string) => {
    const meant = entities[name];
    if (meant === undefined || !entity.endsWith(';')) throw new Error(`no entity: ${entity}`);
    return meant;
  });
}
