// Parses a TypeScript file with oxc and keeps what the house rules ask about: imports, exported types, comments
// and skipped tests. What it can't see: an import whose specifier is computed.
import { parseSync, Visitor } from 'oxc-parser';

export interface SourceFile {
  /** Relative to the repository's root, with forward slashes. */
  path: string;
  text: string;
}

export interface Import {
  specifier: string;
  /** dynamic: `import('…')`, in an expression or in a type. */
  kind: 'static' | 'dynamic';
  line: number;
}

export interface Excerpt {
  text: string;
  line: number;
}

export interface ParsedModule extends SourceFile {
  /** In the order of the text, types included. */
  imports: Import[];
  /** Names of the types that are declared and exported here: interfaces, type aliases, classes and enums. */
  exportedTypes: string[];
  hasDefaultExport: boolean;
  comments: Excerpt[];
  /**
   * Tests that are switched off whatever the machine: `test.skip`, `test.todo`, `context.skip()` outside an
   * `if`.
   */
  skips: Excerpt[];
}

const testFunctions = new Set(['it', 'test', 'describe', 'suite']);
const typeDeclarations = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSEnumDeclaration',
  'ClassDeclaration',
]);

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** @throws when the file is not TypeScript. */
export function parseModule(file: SourceFile): ParsedModule {
  const { path, text } = file;
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path} can't be parsed: ${errors[0].message}`);

  const lineOf = ({ start, end }: { start: number; end: number }): Excerpt => ({
    text: text.slice(start, end),
    line: lineAt(text, start),
  });
  const imports: Import[] = [];
  const exportedTypes: string[] = [];
  const skips: Excerpt[] = [];
  let hasDefaultExport = false;
  let conditions = 0;
  type Source = { value: string; start: number } | null;
  const add = (kind: Import['kind'], source: Source) => {
    if (source !== null) imports.push({ specifier: source.value, kind, line: lineAt(text, source.start) });
  };

  new Visitor({
    ImportDeclaration: ({ source }) => add('static', source),
    ExportAllDeclaration: ({ source }) => add('static', source),
    ExportNamedDeclaration({ source, declaration, specifiers }) {
      add('static', source);
      if (declaration !== null && typeDeclarations.has(declaration.type) && 'id' in declaration) {
        if (declaration.id?.type === 'Identifier') exportedTypes.push(declaration.id.name);
      }
      if (specifiers.some(({ exported }) => nameOf(exported) === 'default')) hasDefaultExport = true;
    },
    ExportDefaultDeclaration() {
      hasDefaultExport = true;
    },
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string') {
        add('dynamic', { value: source.value, start: source.start });
      }
    },
    TSImportType: ({ source }) => add('dynamic', source),
    IfStatement() {
      conditions += 1;
    },
    'IfStatement:exit'() {
      conditions -= 1;
    },
    CallExpression(call) {
      const { callee, arguments: given } = call;
      if (callee.type !== 'MemberExpression' || nameOf(callee.property) !== 'skip') return;
      const isConditional = conditions > 0 || (given[0] !== undefined && given[0].type !== 'Literal');
      if (!isConditional && !isTestFunction(callee.object)) skips.push(lineOf(call));
    },
    MemberExpression(member) {
      const name = nameOf(member.property);
      if ((name === 'skip' || name === 'todo') && isTestFunction(member.object)) skips.push(lineOf(member));
    },
  }).visit(program);

  return {
    ...file,
    imports,
    exportedTypes,
    hasDefaultExport,
    comments: comments.map(lineOf),
    skips,
  };
}

function nameOf(node: { type: string; name?: unknown }): string | null {
  return typeof node.name === 'string' ? node.name : null;
}

/** `test`, and what hangs on it: `test.concurrent`. */
function isTestFunction(node: { type: string; name?: unknown; object?: { type: string } }): boolean {
  if (node.type === 'MemberExpression' && node.object !== undefined) return isTestFunction(node.object);
  return testFunctions.has(nameOf(node) ?? '');
}
