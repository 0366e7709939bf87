// Splits TypeScript source into code, strings and comments, and finds the imports in it, by scanning text.
// No compiler is needed, so the rules also hold for files that don't compile. What it can't see: a dynamic
// import whose specifier is computed.

/** The same text three times, same length and line breaks; what doesn't belong is blanked with spaces. */
export interface SourceViews {
  /** Without comments, and without what stands inside strings, templates and regular expressions. */
  code: string;
  /** Nothing but comments. */
  comments: string;
  /** Without comments. */
  uncommented: string;
}

type Region = 'code' | 'comment' | 'string';

/** After these a slash begins a regular expression; after anything else it divides. */
const beforeRegExp =
  /(?:^|[=(,:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|await|yield|throw))\s*$/;
const comment = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)/y;
const quoted = /'(?:\\[\s\S]|[^'\\\n])*'?|"(?:\\[\s\S]|[^"\\\n])*"?/y;
const regExp = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
const templatePart = /(?:\\[\s\S]|(?!\$\{)[^`\\])*/y;

function matchAt(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}

/** The source as consecutive regions. Delimiters of strings count as code, their contents don't. */
function regionsOf(source: string): { region: Region; text: string }[] {
  const regions: { region: Region; text: string }[] = [];
  /** Depth of braces inside each open `${`; empty outside of templates. */
  const interpolations: number[] = [];
  let at = 0;
  const take = (region: Region, length: number) => {
    if (length > 0) regions.push({ region, text: source.slice(at, at + length) });
    at += length;
  };
  const takeDelimited = (length: number) => {
    take('code', 1);
    take('string', Math.max(0, length - 2));
    take('code', Math.min(1, length - 1));
  };
  const takeTemplate = () => {
    take('string', matchAt(templatePart, source, at).length);
    if (source.startsWith('${', at)) {
      take('code', 2);
      interpolations.push(0);
    } else take('code', Math.min(1, source.length - at));
  };
  while (at < source.length) {
    const char = source.charAt(at);
    const depth = interpolations.at(-1);
    const slashed = char === '/' ? matchAt(comment, source, at) : '';
    if (slashed !== '') take('comment', slashed.length);
    else if (char === "'" || char === '"') takeDelimited(matchAt(quoted, source, at).length);
    else if (char === '`') {
      take('code', 1);
      takeTemplate();
    } else if (char === '/' && beforeRegExp.test(source.slice(Math.max(0, at - 40), at))) {
      takeDelimited(Math.max(1, matchAt(regExp, source, at).length));
    } else if (char === '}' && depth === 0) {
      interpolations.pop();
      take('code', 1);
      takeTemplate();
    } else {
      if (depth !== undefined && char === '{') interpolations.push((interpolations.pop() ?? 0) + 1);
      if (depth !== undefined && char === '}') interpolations.push((interpolations.pop() ?? 1) - 1);
      take('code', 1);
    }
  }
  return regions;
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ');

export function viewsOf(source: string): SourceViews {
  const regions = regionsOf(source);
  const show = (...shown: Region[]) =>
    regions.map(({ region, text }) => (shown.includes(region) ? text : blank(text))).join('');
  return { code: show('code'), comments: show('comment'), uncommented: show('code', 'string') };
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

export interface Import {
  specifier: string;
  /** dynamic: `import('…')`, loaded when it is called. */
  kind: 'static' | 'dynamic';
  line: number;
}

const importPatterns = [
  { kind: 'static', pattern: /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*(['"])(?<specifier>[^'"\n]+)\1/g },
  { kind: 'static', pattern: /\bimport\s*(['"])(?<specifier>[^'"\n]+)\1/g },
  { kind: 'dynamic', pattern: /\bimport\s*\(\s*(['"`])(?<specifier>[^'"`\n]+)\1/g },
] as const;

/** `import … from`, `import '…'`, `export … from` and `import('…')`, types included, in the order of the text. */
export function importsOf(source: string): Import[] {
  const { code, uncommented } = viewsOf(source);
  const found = importPatterns.flatMap(({ kind, pattern }) =>
    [...uncommented.matchAll(pattern)]
      // A match whose keyword is blank in `code` stands inside a string.
      .filter((match) => /[ie]/.test(code.charAt(match.index)))
      .map((match) => ({
        kind,
        specifier: match.groups?.specifier ?? '',
        index: match.index + match[0].length,
      })),
  );
  return found
    .sort((a, b) => a.index - b.index)
    .map(({ kind, specifier, index }) => ({ kind, specifier, line: lineAt(source, index) }));
}
