// The Overview: live numbers, what needs somebody, and what a fresh Signalbox says.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function overview(t, { server, browser }) {
  const run = `over${Date.now()}`;

  await t.test('the numbers are live, and one stream serves all tabs', async () => {
    const page = await open(browser, server, '#/');
    await page.getByText('live', { exact: true }).waitFor();
    await page.locator('.tile').first().waitFor();
    const other = await page.context().newPage();
    /** @type {string[]} */
    const asked = [];
    other.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await other.goto(`${server.url}/#/`);
    await other.locator('.tile').first().waitFor();
    await other.getByText('live', { exact: true }).waitFor();
    assert.equal(asked.includes('/api/live'), false, 'the second tab asks for no stream of its own');
    await page.close();
    await other.waitForRequest((request) => new URL(request.url()).pathname === '/api/live');
    await other.getByText('live', { exact: true }).waitFor();
    await page.done();
  });

  await t.test('events that come are counted within moments', async () => {
    const page = await open(browser, server, '#/');
    const accepted = page.locator('.tile', { hasText: 'Accepted' }).locator('.tile-value');
    await accepted.waitFor();
    await server.send(...Array.from({ length: 50 }, (_, n) => ({ id: `${run}-${n}`, data: { n } })));
    await until(async () => Number.parseFloat((await accepted.textContent()) ?? '') > 0, 'the rate is seen');
    await page.done();
  });

  await t.test('a target that was disabled is enabled from here', async () => {
    await server.rule(run, { pattern: { source: [run] }, targets: [{ id: 'gone', type: 'http', url: `${server.hook}/410` }] });
    await server.send({ id: `${run}-gone`, source: run, data: {} });
    const page = await open(browser, server, '#/');
    const need = page.locator('.needs li', { hasText: run }).filter({ hasText: 'is disabled' });
    await need.getByRole('button', { name: 'Enable' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Sends').waitFor();
    await dialog.getByRole('button', { name: 'Enable' }).click();
    await page.getByText('The target gone is enabled.').waitFor();
    await need.waitFor({ state: 'detached' });
    await page.done();
  });

  await t.test('the Overview is accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, '#/', look);
      await page.locator('.tile').first().waitFor();
      await accessible(page, JSON.stringify(look));
      await page.done();
    }
  });
}
