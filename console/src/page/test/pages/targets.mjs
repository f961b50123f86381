// Targets: the worst first, and one that was disabled goes on again.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function targets(t, { server, browser }) {
  const run = `targets${Date.now()}`;
  const rule = `${run}-rule`;
  await server.rule(rule, {
    pattern: { source: [run] },
    targets: [{ id: 'gone', type: 'http', url: `${server.hook}/410` }, { id: 'fine', type: 'http', url: `${server.hook}/ok` }],
  });
  await server.send({ source: run });
  const stateOf = async (/** @type {string} */ id) => (await server.call('GET', `/api/targets?bus=default&rule=${rule}&target=${id}`)).targets[0]?.state;
  await until(async () => (await stateOf('gone')) === 'disabled', 'a 410 disables its target');
  await server.send({ source: run }, { source: run });
  await until(async () => (await server.call('GET', `/api/dead-letters?bus=default&rule=${rule}&target=gone`)).deadLetters.length === 3, 'what comes then is given up');

  await t.test('a disabled target is at the top, says why, and is enabled by keys alone; what it left is offered', async () => {
    const page = await open(browser, server, `#/targets?rule=${rule}`);
    const first = page.locator('.table .row').first();
    await first.getByText('disabled', { exact: true }).waitFor();
    await first.getByText('gone for good (410)').waitFor();
    await page.locator('.table .row').nth(1).getByText('well', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const one = page.getByRole('dialog', { name: 'Target' });
    await one.getByText('Give the rule a new url').waitFor();
    await accessible(page, 'a target');
    await one.getByRole('button', { name: 'Enable' }).focus();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Enable gone?' });
    await question.getByText('3 dead letters stay until redriven').waitFor();
    await accessible(page, 'the question before a target is enabled');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    await until(async () => (await stateOf('gone')) === 'well', 'it is enabled');
    await page.keyboard.press('Escape');
    await page.getByText('3 dead letters of it wait to be redriven').waitFor();
    await page.done();
  });

  await t.test('where the notifiers are elsewhere, those that need somebody are shown, and the page says so', async () => {
    const page = await open(browser, server, '#/', { errors: true });
    await page.route('**/api/targets*', (route) => route.fulfill({ status: 404, json: { code: 'NotFound', message: 'there is nothing at this path' } }));
    await page.goto(`${server.url}/#/targets`);
    await page.getByText('The notifiers answer on ports of their own').waitFor();
    await page.done();
  });

  await t.test('an idle target is found by its rule, and an empty list says what to try', async () => {
    const page = await open(browser, server, `#/targets?rule=${run}-nothing`);
    await page.getByText('No target fits this filter').waitFor();
    await accessible(page, 'no targets');
    await page.getByLabel('Rule').fill(rule);
    await page.keyboard.press('Enter');
    await page.locator('.table .row', { hasText: 'fine' }).getByText('well', { exact: true }).waitFor();
    await page.done();
  });

  await t.test('targets are accessible in every look', async () => {
    await server.send({ source: run });
    await until(async () => (await stateOf('gone')) === 'disabled', 'it is disabled again');
    for (const look of LOOKS) {
      const page = await open(browser, server, `#/targets?rule=${rule}`, look);
      await page.locator('.table .row').first().waitFor();
      await accessible(page, `targets ${JSON.stringify(look)}`);
      await page.done();
    }
    assert.equal(await stateOf('gone'), 'disabled');
  });
}
