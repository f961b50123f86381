// Dead letters: why each was given up, and sending some or all of them again. Keyboard alone will do.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

const HOSTILE = '<img src=x onerror="window.pwned=1">';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function deadLetters(t, { server, browser }) {
  const run = `dead${Date.now()}`;
  const rule = `${run}-rule`;
  const here = `#/dead-letters?rule=${rule}`;
  await server.rule(rule, { pattern: { source: [run] }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/404` }] });
  await server.send(...Array.from({ length: 6 }, (_, n) => ({ source: run, type: n ? `page:Dead:${n}` : HOSTILE, data: { [HOSTILE]: HOSTILE } })));
  const letters = async (state = 'dead') => (await server.call('GET', `/api/dead-letters?bus=default&rule=${rule}&target=hook&state=${state}`)).deadLetters;
  await until(async () => (await letters()).length === 6, 'six deliveries are given up');

  await t.test('three letters are redriven by keys alone, after it says how many, where to and how much', async () => {
    const page = await open(browser, server, here);
    await page.locator('.table .row').first().waitFor();
    for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByRole('region', { name: '3 selected' }).waitFor();
    await page.getByRole('button', { name: 'Redrive 3' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Redrive 3 dead letters?' });
    await dialog.getByText('3 notifications', { exact: true }).waitFor();
    await dialog.getByText(rule).waitFor();
    await dialog.getByText('USD').or(dialog.getByText('Costs')).first().waitFor();
    await accessible(page, 'the question before a redrive');
    const before = server.received.length;
    await page.keyboard.press('Enter');
    await page.getByText('3 dead letters were redriven.').waitFor();
    await until(() => server.received.slice(before).filter((one) => one.headers['x-signalbox-redrive'] === 'true').length === 3, 'three arrive as redriven');
    await page.done();
  });

  await t.test('a letter says in plain words why, what to do, and what was tried', async () => {
    await until(async () => (await letters()).length === 6, 'the three died again');
    const page = await open(browser, server, here);
    await page.locator('.table .row').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('there is nothing at this address (404)').first().waitFor();
    await dialog.getByText('Check the url in the rule').waitFor();
    await dialog.getByText('Attempt 1').waitFor();
    await dialog.getByText('answered 404').first().waitFor();
    await dialog.locator('.json').waitFor();
    assert.match((await dialog.getByRole('link', { name: 'Event' }).getAttribute('href')) ?? '', /^#\/events\/default\/test-/);
    await accessible(page, 'a dead letter');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).pwned), undefined);
    assert.equal(await page.locator('main img').count(), 0);
    await page.done();
  });

  await t.test('all of a filter are redriven; what a target that is gone stops is said', async () => {
    await server.rule(rule, { pattern: { source: [run] }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok` }] });
    const page = await open(browser, server, here);
    await page.getByText('6 dead letters').waitFor();
    await page.getByRole('button', { name: 'Redrive all of this filter' }).click();
    await page.getByRole('dialog').getByText('6 notifications', { exact: true }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('6 dead letters were redriven.').waitFor();
    await page.getByText('No dead letters fit this filter').waitFor();
    await accessible(page, 'no dead letters');
    await page.getByLabel('State').selectOption('all');
    await page.locator('.table .row .state', { hasText: 'redriven' }).first().waitFor();
    await page.done();
  });

  await t.test('more than a thousand have to be typed', async () => {
    const page = await open(browser, server, `${here}&state=all`);
    await page.route('**/api/dead-letters/redrive?**', (route) =>
      route.fulfill({ json: { dryRun: true, notifications: 2400, more: false, costUsd: '2.400', byTarget: [{ bus: 'default', rule, target: 'hook', channel: 'http', notifications: 2400 }] } }),
    );
    await page.locator('.table .row').first().waitFor();
    await page.getByRole('button', { name: 'Redrive all of this filter' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2,400 notifications').waitFor();
    await dialog.getByText('at most 2.400 USD').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Redrive', exact: true }).isDisabled());
    await page.keyboard.type(rule);
    assert.ok(await dialog.getByRole('button', { name: 'Redrive', exact: true }).isEnabled());
    await page.keyboard.press('Escape');
    await page.done();
  });

  await t.test('a viewer sees why, and is told that redriving is for others', async () => {
    const page = await open(browser, server, '#/');
    await page.route('**/api/session', (route) => route.fulfill({ json: { keys: true, signedIn: true, key: 'eve', role: 'viewer', account: '1000000000000001', may: ['read'] } }));
    await page.goto(`${server.url}/${here}&state=all`);
    await page.reload();
    await page.locator('.table .row').first().waitFor();
    await page.getByText('Your access key may look, but not act.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Redrive all of this filter' }).isDisabled());
    assert.equal(await page.getByRole('checkbox').count(), 0);
    await page.done();
  });

  await t.test('dead letters are accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, `${here}&state=all`, look);
      await page.locator('.table .row').first().waitFor();
      await accessible(page, `dead letters ${JSON.stringify(look)}`);
      await page.locator('.table .row').first().click();
      await page.getByRole('dialog').locator('.story').waitFor();
      await accessible(page, `a dead letter ${JSON.stringify(look)}`);
      await page.done();
    }
  });
}
