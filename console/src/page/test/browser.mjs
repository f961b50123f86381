// A real browser on the page of a real Signalbox. Whatever a test does, nothing may be refused by the page's policy, no error
// may be left, and nothing may be asked of another host.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const BROWSERS = [process.env.PAGE_TEST_BROWSER, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WAIT_MILLIS = 30_000;

/** Where a browser is; empty where there is none. */
export const browserPath = BROWSERS.find((path) => path && existsSync(path)) ?? '';

export const launch = () => chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

/**
 * @typedef {object} How
 * @property {'light' | 'dark'} [theme]
 * @property {'en' | 'zh'} [language]
 * @property {number} [width]
 * @property {number} [height]
 * @property {boolean} [errors] whether answers of 4xx and 5xx are expected
 */

/**
 * Opens the page at a hash, with a profile of its own.
 * @param {import('playwright-core').Browser} browser @param {import('./server.mjs').Server} server @param {string} hash @param {How} [how]
 */
export async function open(browser, server, hash, { theme = 'light', language = 'en', width = 1280, height = 860, errors = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(WAIT_MILLIS);
  const page = await context.newPage();
  /** @type {string[]} */
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    if (errors && message.text().startsWith('Failed to load resource')) return;
    wrong.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (to.origin !== new URL(server.url).origin && !/^(data|blob):$/.test(to.protocol)) wrong.push(`asked ${request.url()}`);
  });
  await page.goto(`${server.url}/${hash}`);
  await page.locator('h1').waitFor();
  return Object.assign(page, {
    /** What went wrong so far, which is nothing. */
    fine() {
      assert.deepEqual(wrong, []);
    },
    /** Ends the visit; nothing may have gone wrong. */
    async done() {
      await context.close();
      assert.deepEqual(wrong, []);
    },
  });
}

/** What axe finds, which is nothing; and nothing is wider than the window. @param {import('playwright-core').Page} page @param {string} what */
export async function accessible(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => `${node.target} ${node.failureSummary}`).join(' | ')}`),
    [],
    what,
  );
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${what} is ${over} px wider than the window`);
}

/** The looks in which every page has to be right. @type {How[]} */
export const LOOKS = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh' },
  { theme: 'light', language: 'zh', width: 360, height: 740 },
  { theme: 'dark', language: 'en', width: 640, height: 430 }, // as 1280 at 200 %
];
