// What `holdfast init` writes into a project: whole files, each as text. The store is a
// file of this package in TypeScript; where JavaScript is wanted, its types are taken out.
import type { Claims } from '../../../strategies/strategy.js';
import type { StarterChoice, StarterProject } from './starter-choice.js';
import { starterWorkflow } from './starter-workflow.js';

export interface StarterFile {
  /** Relative to the project, with slashes. */
  path: string;
  text: string;
  /** What it is for, in half a line. */
  purpose: string;
}

/** `source`: of the store. */
export async function starterFiles(
  source: string,
  choice: StarterChoice,
  project: StarterProject,
): Promise<StarterFile[]> {
  // Two configurations would be refused: whatever is there stays, under its name.
  const [configuration = `holdfast.config.${choice.typescript ? 'ts' : 'mjs'}`] = project.configurations;
  const store = `storage/document-store.${choice.typescript ? 'mts' : 'mjs'}`;
  const workflow: StarterFile = {
    path: '.github/workflows/holdfast.yml',
    text: starterWorkflow(project),
    purpose: 'judges it at each push',
  };
  return [
    {
      path: store,
      text: await storeText(source, choice),
      purpose: 'an example of a store: put yours in its place',
    },
    { path: configuration, text: configText(store), purpose: 'what `npx holdfast run` does here' },
    ...(choice.github ? [workflow] : []),
  ];
}

async function storeText(source: string, { typescript, scopes }: StarterChoice): Promise<string> {
  const claims: Claims = { threads: scopes.threads, processes: scopes.processes };
  const claimed = Object.entries(claims).map(([name, value]) => `${name}: ${String(value)}`);
  const text = source
    .replaceAll('\r\n', '\n')
    .replace(/(?<=^ {2}claims: ).*(?=,$)/m, `{ ${claimed.join(', ')} }`);
  return typescript ? text : await withoutTypes(text);
}

/** Types are blanked by the compiler; what is left of them is closed up here. */
async function withoutTypes(text: string): Promise<string> {
  const { default: compiler } = await import('@swc/wasm-typescript');
  const { code } = compiler.transformSync(text, { mode: 'strip-only', module: true });
  const before = text.split('\n');
  return code
    .split('\n')
    .flatMap((line, at) => {
      if (line === before[at]) return [line];
      // A line of nothing but types, such as `import type`.
      return line.trim() === ''
        ? []
        : [line.replace(/(?<=\S)\s{2,}(?=[,);=?]|$)/g, '').replace(/(?<=\S) {2,}/g, ' ')];
    })
    .join('\n')
    .replace(/(?<=\w)=(?= )/g, ' =');
}

function configText(store: string): string {
  return `// What \`npx holdfast run\` does here. Flags win over it; what it may say: npx holdfast run --help
import { defineConfig } from 'holdfast';

export default defineConfig({
  strategy: './${store}',
  // quick looks for minutes, standard longer, soak for hours.
  profile: 'quick',
});
`;
}
