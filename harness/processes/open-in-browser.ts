// Shows a file in the browser that its reader uses, by the opener of the system. Whether a window really came up
// can't be seen: an opener that was started and did not fail counts. Of what is here, only Linux was ever run.
import { startCommand } from './fork.js';

export interface Desk {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

interface Opener {
  command: string;
  args: readonly string[];
}

/** Some openers stay until the browser is closed; after so long it is open. */
const PATIENCE_MS = 2000;

/** null: there is none, because nobody sits in front of this machine. */
export function openerOf(path: string, { platform, env }: Desk): Opener | null {
  if (platform === 'darwin') return { command: 'open', args: [path] };
  // `start` belongs to cmd, which would take special characters of a path apart.
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', path] };
  const seen = [env.DISPLAY, env.WAYLAND_DISPLAY, env.BROWSER, env.WSL_DISTRO_NAME];
  if (seen.every((name) => name === undefined || name === '')) return null;
  return { command: 'xdg-open', args: [path] };
}

/** null: it was opened; else why not, in a few words. */
export async function openInBrowser(path: string, desk: Desk = process): Promise<string | null> {
  const opener = openerOf(path, desk);
  if (opener === null) return 'there is no display';
  // It may go on to be the browser itself: it is not ended with us, and nothing of it is read.
  const child = startCommand(opener.command, { registerProcess: null, args: opener.args });
  child.keepsUsAlive(false);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS);
  });
  const ending = await Promise.race([child.ended, patience]);
  clearTimeout(timer);
  if (ending === null || (ending.type === 'exited' && ending.code === 0)) return null;
  return ending.type === 'failed' ? `${opener.command} is not there` : `${opener.command} could not open it`;
}
