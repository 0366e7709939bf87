// Which opener is asked on which system. macOS and Windows were never run.
import { expect, test } from 'vitest';
import { openerOf } from './open-in-browser.js';

test.each([
  ['darwin', {}, 'open /r.html'],
  ['win32', {}, 'rundll32 url.dll,FileProtocolHandler /r.html'],
  ['linux', { DISPLAY: ':0' }, 'xdg-open /r.html'],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open /r.html'],
  ['linux', { DISPLAY: '', BROWSER: 'firefox' }, 'xdg-open /r.html'],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, 'xdg-open /r.html'],
  ['freebsd', { DISPLAY: ':0' }, 'xdg-open /r.html'],
  ['linux', {}, null],
  ['linux', { DISPLAY: '' }, null],
] satisfies [NodeJS.Platform, Record<string, string>, string | null][])(
  'on %s with %j: %s',
  (platform, env, expected) => {
    const opener = openerOf('/r.html', { platform, env });
    expect(opener === null ? null : [opener.command, ...opener.args].join(' ')).toBe(expected);
  },
);
