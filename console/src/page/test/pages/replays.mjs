// Replays: order, plan, start, pause, resume, cancel; and an account that adds up.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function replays(t, { server, browser }) {
  const run = `replay${Date.now()}`;
  const rule = `${run}-rule`;
  await server.rule(rule, { enabled: false, description: '晚建的规则', pattern: { source: [run] }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok` }] });
  await server.send(...Array.from({ length: 40 }, () => ({ source: run })));
  await until(async () => (await server.call('GET', `/api/events?source=${run}&limit=100`)).events.length === 40, 'the events are kept');
  const from = new Date(Date.now() - 600_000).toISOString();

  await t.test('a replay to a disabled rule is planned, started, paused, resumed and cancelled', async () => {
    const page = await open(browser, server, '#/replays');
    await page.getByRole('link', { name: 'New replay' }).click();
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByText('Name at least one rule').waitFor();
    await page.getByLabel('Find a rule').fill(rule);
    await page.getByRole('checkbox', { name: rule }).check();
    await page.getByLabel('So many a second').check();
    await page.getByLabel('Events a second').fill('2');
    await page.getByLabel('Note').fill('<b>nothing</b> 夜间');
    await accessible(page, 'an order of a replay');
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByText('It reads').waitFor();
    await page.getByText('Nothing has been sent yet.').waitFor();
    await page.getByText(`The rule ${rule} is disabled; it is replayed all the same.`).waitFor();
    await page.getByText('<b>nothing</b> 夜间').first().waitFor();
    await accessible(page, 'a plan');
    assert.equal(server.received.filter((one) => one.headers['x-signalbox-replay']).filter((one) => one.body.includes(run)).length, 0, 'a plan sends nothing');

    await page.getByRole('button', { name: 'Start' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('40 notifications', { exact: true }).waitFor();
    await accessible(page, 'the question before a start');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await until(() => server.received.some((one) => one.headers['x-signalbox-replay'] && one.body.includes(run)), 'the first arrives');
    await page.getByRole('button', { name: 'Pause' }).click();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Nothing more is sent until it is resumed.').waitFor();
    await accessible(page, 'a paused replay');
    await page.getByRole('button', { name: 'Resume' }).click();
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the replay' }).click();
    await dialog.getByText('cannot be resumed').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the replay' }).click();
    await page.getByText('Cancelled at').waitFor();

    const id = /replays\/(rpl_[^?]+)/.exec(page.url())?.[1];
    const { account } = await until(async () => {
      const replay = await server.call('GET', `/api/replays/${id}`);
      return replay.account.inFlight === 0 && replay;
    }, 'what was under way has ended');
    assert.ok(account.delivered > 0 && account.delivered < 40, `some were delivered: ${account.delivered}`);
    const figures = page.getByRole('group', { name: 'deliveries' }).locator('.figure b');
    await until(async () => (await figures.last().innerText()) === '0', 'the page has followed to the end');
    const numbers = (await figures.allInnerTexts()).map((text) => Number(text.replace(',', '')));
    assert.equal(numbers[0], numbers.slice(1).reduce((sum, number) => sum + number, 0), 'the account adds up');
    await page.done();
  });

  await t.test('one is ordered and started by keys alone, and followed to its end', async () => {
    const page = await open(browser, server, `#/replays/new?rules=${rule}&from=${from}&note=${run}%20keys`);
    await page.getByRole('button', { name: 'Show the plan' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Start' }).waitFor();
    await page.getByRole('button', { name: 'Start' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Done at').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: 'Replays' }).waitFor();
    await page.locator('.table .row', { hasText: `${run} keys` }).getByText('done').waitFor();
    await page.done();
  });

  await t.test('a plan is changed, and the plan before it is dropped', async () => {
    const page = await open(browser, server, `#/replays/new?rules=${rule}&from=${from}&note=first`);
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByText('Nothing has been sent yet.').waitFor();
    const id = /replays\/(rpl_[^?]+)/.exec(page.url())?.[1];
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('Note').fill('second');
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByText('second').first().waitFor();
    await until(async () => (await server.call('GET', `/api/replays/${id}`)).state === 'cancelled', 'the first plan is dropped');
    await page.done();
  });

  await t.test('what the server does not take is said where one is, and nothing typed is lost', async () => {
    const page = await open(browser, server, `#/replays/new?rules=${run}-no-such-rule&note=kept`, { errors: true });
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByText('there is no rule').waitFor();
    assert.equal(await page.getByLabel('Note').inputValue(), 'kept');
    await page.done();
  });

  await t.test('a viewer may look, and is told why no more', async () => {
    const page = await open(browser, server, '#/');
    await page.route('**/api/session', (route) => route.fulfill({ json: { keys: true, signedIn: true, key: 'eve', role: 'viewer', account: '1000000000000001', may: ['read'] } }));
    const { replays: all } = await server.call('GET', '/api/replays?state=done');
    await page.goto(`${server.url}/#/replays`);
    await page.reload();
    assert.ok(await page.getByRole('button', { name: 'New replay' }).isDisabled());
    await page.goto(`${server.url}/#/replays/${all[0].id}`);
    await page.getByText('Done at').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Another like this' }).count(), 0);
    await page.done();
  });

  await t.test('replays are accessible in every look', async () => {
    const { replays: all } = await server.call('GET', '/api/replays?state=done');
    for (const look of LOOKS) {
      const page = await open(browser, server, '#/replays', look);
      await page.locator('.table .row').first().waitFor();
      await accessible(page, `replays ${JSON.stringify(look)}`);
      await page.evaluate((hash) => (location.hash = hash), `#/replays/${all[0].id}`);
      await page.locator('.sum').first().waitFor();
      await accessible(page, `a replay ${JSON.stringify(look)}`);
      await page.evaluate((hash) => (location.hash = hash), `#/replays/new?rules=${rule}`);
      await page.locator('.rule-choice li').first().waitFor();
      await accessible(page, `an order of a replay ${JSON.stringify(look)}`);
      await page.done();
    }
  });
}
