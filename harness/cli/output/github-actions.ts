// What a run tells GitHub Actions by itself: the summary of the step, and annotations. Files are named as seen
// from the workspace, whatever directory the step works in, because GitHub knows no other. Never fails a run.
import { appendFileSync } from 'node:fs';
import type { Judged } from '../../../results/verdicts/judged.js';
import { messageOf } from '../cli-error.js';
import { type CommandContext, fileLayout, warn } from '../context.js';
import { loadReporter } from '../options/reporter-targets.js';
import { withPlaces } from './capsule-places.js';

/** `dir`: of the run, absolute. Nothing outside of GitHub Actions. */
export async function tellGithub(judged: Judged, dir: string, context: CommandContext): Promise<void> {
  const { env, cwd } = context.io;
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === '') return;
  try {
    const reporter = await loadReporter('github', context);
    appendFileSync(summary, `${reporter.render(withPlaces(judged, dir, cwd), fileLayout)}\n`);
  } catch (error) {
    warn(context, `the step summary could not be written to ${summary}: ${messageOf(error)}`);
  }
  const workspace = env.GITHUB_WORKSPACE;
  const seen = withPlaces(judged, dir, workspace === undefined || workspace === '' ? cwd : workspace);
  // Workflow commands are read from stderr too, and stdout may be promised to a JSON document.
  for (const line of await context.ports.githubAnnotations(seen)) context.command(line);
}
