// Takes the pictures of docs/page.md: `npm run pictures -- ADDRESS`, of a `./signalbox demo --serve` that has run for some minutes.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './test/browser.mjs';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });

/** @param {string} path */
const ask = async (path) => (await fetch(address + path)).json();
const failed = (await ask('/api/deliveries?status=retrying&limit=1')).deliveries[0] ?? (await ask('/api/deliveries?limit=1')).deliveries[0];

if ((await ask('/api/replays')).replays.length === 0) {
  const order = { from: new Date(Date.now() - 3_600_000).toISOString(), rules: ['tables-later'], start: true, note: 'The rule was made too late' };
  await fetch(`${address}/api/replays`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) });
}

/** @type {Record<string, {at: string, dark?: boolean, narrow?: boolean, chinese?: boolean}>} */
const PICTURES = {
  overview: { at: '/' },
  'overview-dark': { at: '/', dark: true },
  'overview-narrow': { at: '/', narrow: true },
  events: { at: '/events' },
  event: { at: `/events/${failed.bus}/${encodeURIComponent(failed.event)}?around=${failed.accepted}` },
  rules: { at: '/rules/default' },
  'rules-chinese': { at: '/rules/default', chinese: true },
  rule: { at: '/rules/default/failed-jobs' },
  deliveries: { at: '/deliveries' },
  targets: { at: '/targets' },
  'dead-letters': { at: '/dead-letters' },
  replays: { at: '/replays' },
  usage: { at: '/usage' },
  system: { at: '/system' },
};

const browser = await launch();
for (const [name, { at, dark, narrow, chinese }] of Object.entries(PICTURES)) {
  const page = await browser.newPage({
    viewport: narrow ? { width: 360, height: 720 } : { width: 1280, height: 800 },
    colorScheme: dark ? 'dark' : 'light',
    locale: chinese ? 'zh-CN' : 'en-US',
  });
  await page.goto(`${address}/#${at}`);
  await page.locator('h1').first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.locator('.live.live').waitFor();
  await page.waitForTimeout(2_500); // the lines of the last minutes are drawn
  await page.screenshot({ path: `${folder}${name}.png` });
  await page.close();
}
await browser.close();
