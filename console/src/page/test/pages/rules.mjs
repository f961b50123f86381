// The rules of a bus: found, enabled, disabled and deleted, one and many; ten thousand of them; and by whom it may be done.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';

const HOSTILE = '<img src=x onerror="window.pwned=1">';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function rules(t, { server, browser }) {
  const run = `list${Date.now()}`;
  const bus = `bus-${run}`;
  /** @param {string} name @param {any} [rule] */
  const rule = (name, rule) => server.call('PUT', `/api/buses/${bus}/rules/${name}`, { pattern: { source: [run] }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok` }], ...rule });

  await t.test('an empty bus says what to try, and a new bus is made by keys', async () => {
    const page = await open(browser, server, '#/rules/default');
    await page.getByRole('button', { name: 'New bus' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(bus);
    await page.keyboard.press('Enter');
    await page.getByText('There is no rule on this bus yet.').waitFor();
    assert.match(page.url(), new RegExp(`#/rules/${bus}$`));
    await accessible(page, 'an empty bus');
    await page.getByRole('link', { name: 'New rule' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'New rule' }).waitFor();
    await page.done();
  });

  for (let number = 0; number < 6; number++) await rule(`${run}-${number}`, { enabled: number > 0 });
  await rule('other', { description: HOSTILE });

  await t.test('rules are found by name and by state', async () => {
    const page = await open(browser, server, `#/rules/${bus}`);
    const rows = page.locator('.table .row');
    await page.getByText('7 rules', { exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('LIST');
    await page.getByText('6 of 7 rules').waitFor();
    await page.getByLabel('Enabled or disabled').selectOption('false');
    await page.getByText('1 of 7 rules').waitFor();
    assert.equal(await rows.count(), 1);
    await page.getByLabel('Search rules by name').fill('nothing like it');
    await page.getByText('No rule is like that.').waitFor();
    await page.getByRole('button', { name: 'Show all rules' }).click();
    await page.getByText('7 rules', { exact: true }).waitFor();
    await page.done();
  });

  await t.test('many are disabled by keys alone, after the page has said how many', async () => {
    const page = await open(browser, server, `#/rules/${bus}?q=${run}`);
    await page.locator('.table .row').first().waitFor();
    await page.locator('h1').focus();
    for (const key of ['j', 'x', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.getByText('3 selected').waitFor();
    const disable = page.getByRole('button', { name: 'Disable…' });
    for (let tabs = 0; tabs < 40 && !(await disable.evaluate((element) => element === document.activeElement)); tabs++) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Disable 2 rules?' });
    await dialog.getByText('2 rules', { exact: true }).waitFor();
    await dialog.getByText('Notifications that wait for them now').waitFor();
    await accessible(page, 'the question before rules are disabled');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('2 rules are disabled.').waitFor();
    const { rules } = await server.call('GET', `/api/buses/${bus}/rules`);
    assert.deepEqual(rules.filter((/** @type {any} */ one) => !one.enabled).map((/** @type {any} */ one) => one.name), [`${run}-0`, `${run}-1`, `${run}-2`]);
    await page.done();
  });

  await t.test('one is enabled in its row, and what is deleted is named before', async () => {
    const page = await open(browser, server, `#/rules/${bus}`);
    await page.getByRole('button', { name: `Enable the rule ${run}-0` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Enable' }).click();
    await page.getByText('1 rule is enabled.').waitFor();
    const row = (/** @type {string} */ name) => page.locator('.table .row', { hasText: name });
    await row(`${run}-4`).getByRole('checkbox').check();
    await row(`${run}-5`).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete 2 rules?' });
    await dialog.getByText(`${run}-5`).waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 rules are deleted.').waitFor();
    await page.getByText('5 rules', { exact: true }).waitFor();
    await page.done();
  });

  await t.test('ten thousand rules: the first are seen at once, and a search is as fast as typing', async () => {
    const many = Array.from({ length: 10_000 }, (_, number) => ({
      name: `team-${String(number).padStart(5, '0')}-watch`,
      enabled: number % 7 > 0,
      channels: ['http'],
      places: 1,
      health: number % 11 ? 'well' : 'failing',
      revision: 1,
      updated: '2026-12-01T04:00:00Z',
    }));
    const page = await open(browser, server, '#/contacts', { errors: true });
    const answer = JSON.stringify({ rules: many, total: many.length });
    await page.route(`**/api/buses/${bus}/rules?*`, (route) => route.fulfill({ body: answer, contentType: 'application/json' }));
    const first = await page.evaluate(async (hash) => {
      const begin = performance.now();
      location.hash = hash;
      while (!document.querySelector('.table .row a')?.textContent?.includes('team-00000')) await new Promise((next) => requestAnimationFrame(next));
      return performance.now() - begin;
    }, `#/rules/${bus}`);
    t.diagnostic(`the first of 10,000 rules were seen after ${first.toFixed(0)} ms`);
    assert.ok(first < 5_000, `${first} ms`);
    await page.getByText('10,000 rules').waitFor();
    assert.ok((await page.locator('.table .row').count()) < 80, 'only the rows in sight are there');
    const took = await page.evaluate(async () => {
      const input = /** @type {HTMLInputElement} */ (document.querySelector('.search input'));
      const begin = performance.now();
      input.value = '04321';
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      while (!document.querySelector('.table .row a')?.textContent?.includes('04321')) await new Promise((next) => requestAnimationFrame(next));
      return performance.now() - begin;
    });
    t.diagnostic(`a search in 10,000 rules took ${took.toFixed(0)} ms`);
    assert.ok(took < 1_000, `${took} ms`);
    await page.done();
  });

  await t.test('who may only look sees no button that acts', async () => {
    const page = await open(browser, server, '#/nowhere', { errors: true });
    await page.route('**/api/session', (route) => route.fulfill({ json: { keys: true, signedIn: true, key: 'viola', role: 'viewer', may: ['read'] } }));
    await page.reload();
    await page.evaluate((hash) => (location.hash = hash), `#/rules/${bus}`);
    await page.locator('.table .row').first().waitFor();
    assert.equal(await page.getByRole('link', { name: 'New rule' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: /^(Enable|Disable|Delete|New bus)/ }).count(), 0);
    assert.equal(await page.locator('.table').getByRole('checkbox').count(), 0);
    await page.done();
  });

  await t.test('the rules are accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, `#/rules/${bus}`, look);
      await page.locator('.table .row').first().waitFor();
      await page.locator('.table .row').getByRole('checkbox').first().check();
      await accessible(page, JSON.stringify(look));
      await page.done();
    }
  });
}
