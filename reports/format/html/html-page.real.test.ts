// The page in a real browser: it says nothing on the console, asks for nothing, every link in it leads somewhere,
// steps are gone through by keys, and neither in light nor in dark axe finds what keeps anybody from reading it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Result } from 'axe-core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareRuns } from '../../../results/verdicts/comparison.js';
import comparisonHtml from '../../comparison/comparison-html.js';
import html from '../../run/html.js';
import { drawnRun } from '../../testing/drawn-run.js';
import { hostileRun } from '../../testing/hostile-run.js';

/** The system's own, or the one that `npx playwright-core install chromium` has put into its cache. */
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', chromium.executablePath()].find(
  (path) => existsSync(path),
);
/** Where nobody installs it by hand a page that is not looked at must show. */
const mustLook = (process.env.CI ?? '') !== '';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const evil = '"><script>document.title="owned"</script><img src=x onerror=alert(1)>\'&{';
const options = { color: false, width: 100 };
const run = drawnRun();
const pages = {
  run: () => html.render(run, options),
  hostile: () => html.render(hostileRun(run, evil), options),
  comparison: () => comparisonHtml.render(compareRuns([run, { ...run, runId: 'b' }]), options),
};

describe.runIf(executablePath !== undefined || mustLook)('in Chromium', () => {
  let dir: string;
  let browser: BrowserContext;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'holdfast-page-'));
    for (const [name, render] of Object.entries(pages)) writeFileSync(join(dir, `${name}.html`), render());
    mkdirSync(join(dir, 'profile'));
    browser = await chromium.launchPersistentContext(join(dir, 'profile'), {
      ...(executablePath === undefined ? {} : { executablePath }),
      headless: true,
      args: flags,
    });
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith('file:') && url !== 'data:,') complaints.push(`request: ${url}`);
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const visit = async (name: keyof typeof pages) => {
    complaints.length = 0;
    await page.goto(pathToFileURL(join(dir, `${name}.html`)).href);
  };

  it.each(['run', 'hostile', 'comparison'] as const)(
    '%s: nothing is complained of, asked for or owned',
    async (name) => {
      await visit(name);
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
      expect(await page.title()).not.toBe('owned');
      expect(await page.locator('img, iframe, object, main script').count()).toBe(0);
      const lost = await page.evaluate(
        '[...document.links].map((link) => link.getAttribute("href")).filter((to) => document.getElementById(to.slice(1)) === null)',
      );
      expect(lost).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  it.each([
    ['run', 'light', 375],
    ['run', 'dark', 1280],
    ['comparison', 'light', 1280],
    ['comparison', 'dark', 375],
  ] as const)(
    '%s in %s at %d pixels: axe finds nothing serious, and nothing hangs over the edge',
    async (name, colorScheme, width) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await visit(name);
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      const background: string = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      const [red = 0] = /\d+/.exec(background)?.map(Number) ?? [];
      expect(red < 128).toBe(colorScheme === 'dark');
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      // Our own policy lets no script in; that of the debugger stands above it.
      const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      await page.evaluate(source);
      const violations: Result[] = await page.evaluate(
        'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
      );
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        grave.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .slice(0, 3)
              .map((node) => node.html)
              .join(' ')}`,
        ),
      ).toEqual([]);
    },
  );

  it('a schedule is gone through by keys and by buttons', async () => {
    await page.setViewportSize({ width: 1000, height: 800 });
    await visit('run');
    const lanes = page.locator('figure.lanes').first();
    const area = lanes.locator('.scroll');
    const current = () =>
      lanes
        .locator('li')
        .evaluateAll((all) =>
          all.flatMap((one, at) => (one.getAttribute('aria-current') === 'step' ? [at] : [])),
        );
    const last = (await lanes.locator('li').count()) - 1;
    expect(last).toBeGreaterThan(1);
    await area.focus();
    expect(await current()).toEqual([]);
    for (const [key, at] of [
      ['ArrowRight', 0],
      ['ArrowDown', 1],
      ['ArrowLeft', 0],
      ['ArrowUp', 0],
      ['End', last],
      ['ArrowRight', last],
      ['Home', 0],
    ] as const) {
      await page.keyboard.press(key);
      expect(await current()).toEqual([at]);
    }
    expect(await lanes.locator('.place').textContent()).toMatch(
      new RegExp(`^Step 1 of ${last + 1}: client 0: `),
    );
    expect(await lanes.locator('li.ahead').count()).toBe(last);
    await lanes.locator('button[data-to="on"]').click();
    expect(await current()).toEqual([1]);
    await lanes.locator('button[data-to="last"]').press('Enter');
    expect(await current()).toEqual([last]);
    expect(await lanes.locator('button[data-to="on"]').getAttribute('aria-disabled')).toBe('true');
  });

  it('a link to what is folded opens it', async () => {
    await visit('run');
    const note = page.locator('#note\\.1');
    expect(await note.isVisible()).toBe(false);
    await page.locator('a[href="#note.1"]').first().click();
    await expect.poll(() => note.isVisible()).toBe(true);
  });
});
