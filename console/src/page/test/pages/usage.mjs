// Usage: what this month cost, by what, and as a file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function usage(t, { server, browser }) {
  const run = `usage${Date.now()}`;
  await server.rule(`${run}-rule`, { pattern: { source: [run] }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok` }] });
  await server.send({ source: run }, { source: run });
  const month = await until(async () => {
    const { accounts } = await server.call('GET', '/api/usage');
    return accounts[0].byRule[`default/${run}-rule`] === 2 && accounts[0];
  }, 'two notifications are counted');

  await t.test('this month’s cost is read, with the price, what counts, and the zone', async () => {
    const page = await open(browser, server, '#/');
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.getByRole('heading', { name: 'Usage' }).waitFor();
    const cost = page.locator('.total', { hasText: 'Cost' }).first();
    assert.match(await cost.innerText(), new RegExp(`${Number(month.costUsd).toFixed(3).replace('.', '\\.')} USD`));
    await page.getByText('each further one costs 0.001 USD').waitFor();
    await page.getByText('at midnight in Asia/Shanghai').waitFor();
    await page.getByRole('row', { name: `${run}-rule` }).getByText('2', { exact: true }).waitFor();
    await page.done();
  });

  await t.test('the month is saved as a file that adds up and runs nothing', async () => {
    const page = await open(browser, server, '#/usage');
    await page.locator('.total').first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
    assert.match(download.suggestedFilename(), /^signalbox-usage-\d+-\d{4}-\d\d\.csv$/);
    const lines = readFileSync(await download.path(), 'utf8').replace('\ufeff', '').trim().split('\r\n').map((line) => line.split(','));
    assert.deepEqual(lines[0].slice(0, 4), ['month', 'by', 'name', 'delivered']);
    const delivered = Number(lines[1][3]);
    for (const by of ['rule', 'channel']) {
      assert.equal(lines.filter((line) => line[1] === by).reduce((sum, line) => sum + Number(line[3]), 0), delivered, `by ${by} adds up`);
    }
    await page.done();
  });

  await t.test('days are a chart that can be read as numbers, and a month without any says what to try', async () => {
    const page = await open(browser, server, '#/');
    await page.route('**/api/usage?**', (route) => {
      const asked = new URL(route.request().url()).searchParams.get('month');
      const byDay = { [`${asked}-01`]: 17, [`${asked}-02`]: 3 };
      route.fulfill({ json: { month: asked, accounts: [{ ...month, month: asked, delivered: 20, byDay, byRule: { 'default/=cmd|x': 20 } }] } });
    });
    await page.goto(`${server.url}/#/usage?month=2026-01`);
    await page.locator('.chart canvas').waitFor();
    await page.getByText('As numbers').click();
    await page.locator('.chart').getByRole('row', { name: '1 Jan' }).getByText('17').waitFor();
    await accessible(page, 'a chart of days');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
    assert.match(readFileSync(await download.path(), 'utf8'), /2026-01,rule,default\/=cmd\|x,20/);
    await page.unroute('**/api/usage?**');
    await page.getByLabel('Month').selectOption({ index: 8 });
    await page.getByText('Nothing was sent in this month').waitFor();
    await page.done();
  });

  await t.test('usage is accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, '#/usage', look);
      await page.locator('.total').first().waitFor();
      await accessible(page, `usage ${JSON.stringify(look)}`);
      await page.done();
    }
  });
}
