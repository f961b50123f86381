// Deliveries: finding why one is late.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function deliveries(t, { server, browser }) {
  const run = `late${Date.now()}`;
  const rule = `${run}-rule`;
  await server.rule(rule, { pattern: { source: [run] }, targets: [{ id: 'flaky', type: 'http', url: `${server.hook}/503`, retry: 'EXPONENTIAL_DECAY_RETRY' }] });
  await server.rule(`${rule}-500`, { pattern: { source: [run], data: { fails: [true] } }, targets: [{ id: 'broken', type: 'http', url: `${server.hook}/500` }] });
  await server.send(...Array.from({ length: 3 }, (_, n) => ({ source: run, id: `${run}-${n}`, data: { fails: n === 0 } })));
  const found = async (/** @type {string} */ query) => (await server.call('GET', `/api/deliveries?${query}`)).deliveries;
  await until(async () => (await found(`rule=${rule}&event=${run}-2`))[0]?.attempt >= 4, 'one was tried four times, with longer and longer pauses');
  await until(async () => (await found(`rule=${rule}-500&status=dead`)).length === 1, 'one is given up');

  await t.test('why a delivery is late is found from its event’s id, by keys alone', async () => {
    const page = await open(browser, server, '#/deliveries');
    await page.locator('.table .row').first().waitFor();
    await page.getByLabel('Event id').focus();
    await page.keyboard.type(`${run}-2`);
    await page.keyboard.press('Enter');
    await page.locator('.table .row', { hasText: `${run}-2` }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Delivery' });
    await dialog.getByText(/For [\d.]+ s it paused between attempts that failed/).waitFor();
    await dialog.getByText('server had an error (503)').first().waitFor();
    await dialog.getByText('Attempt 1').waitFor();
    await dialog.getByText('Event accepted').waitFor();
    await accessible(page, 'a late delivery');
    assert.match((await dialog.getByRole('link', { name: 'Target' }).getAttribute('href')) ?? '', new RegExp(`^#/targets\\?.*rule=${rule}`));
    await page.done();
  });

  await t.test('a delivery that was given up shows each attempt, and leads to its dead letter and to a replay', async () => {
    const page = await open(browser, server, `#/deliveries?status=dead&rule=${rule}-500`);
    await page.locator('.table .row').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('server had an error (500)').first().waitFor();
    await dialog.getByText('Attempt 4').waitFor();
    await dialog.getByRole('link', { name: 'Replay the event to this rule' }).click();
    await page.getByRole('heading', { name: 'New replay' }).waitFor();
    await page.getByText(`${rule}-500`).first().waitFor();
    assert.equal(await page.getByLabel('Event ids').inputValue(), `${run}-0`);
    await page.done();
  });

  await t.test('a search that ran out of time says how far it came, and goes on', async () => {
    const page = await open(browser, server, '#/');
    let asked = 0;
    await page.route('**/api/deliveries?**', async (route) => {
      asked++;
      const next = new URL(route.request().url()).searchParams.get('next');
      const at = new Date(Date.now() - asked * 60_000).toISOString();
      const delivery = { id: `dlv_${asked}`, bus: 'default', rule, target: 'flaky', channel: 'http', event: 'e', accepted: at, status: 'delivered', attempt: 1, at, tookMillis: 3, httpStatus: 200 };
      await route.fulfill({ json: next ? { deliveries: [delivery] } : { deliveries: [delivery], next: 'token', searchedBackTo: at } });
    });
    await page.goto(`${server.url}/#/deliveries`);
    await page.getByText('Looked back to').waitFor();
    assert.equal(asked, 1, 'it does not go on by itself');
    await page.getByRole('button', { name: 'Look further back' }).click();
    await page.getByText('2 deliveries').waitFor();
    await page.done();
  });

  await t.test('deliveries are accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, `#/deliveries?rule=${rule}`, look);
      await page.locator('.table .row').first().waitFor();
      await accessible(page, `deliveries ${JSON.stringify(look)}`);
      await page.locator('.table .row').first().click();
      await page.getByRole('dialog').locator('.share-key').waitFor();
      await accessible(page, `a delivery ${JSON.stringify(look)}`);
      await page.done();
    }
    const page = await open(browser, server, `#/deliveries?event=${run}-none`);
    await page.getByText('No delivery fits this filter').waitFor();
    await accessible(page, 'no deliveries');
    await page.done();
  });
}
