// Contacts: people are added, changed and deleted, by name in rules, and two who do it at once lose nothing.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';

const HOSTILE = '<img src=x onerror="window.pwned=1">';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function contacts(t, { server, browser }) {
  const run = `P${Date.now()}`;
  const list = async () => (await server.call('GET', '/api/contacts')).contacts;

  await t.test('a person is added by keys, and what is wrong with a number stands beside it', async () => {
    const page = await open(browser, server, '#/contacts', { errors: true });
    await page.getByRole('button', { name: 'Add a person' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(`李雷 ${run}`);
    await dialog.getByLabel('Number for text messages').fill('12');
    await page.keyboard.press('Enter');
    await dialog.locator('[aria-invalid="true"]').waitFor();
    await accessible(page, 'a person with a wrong number');
    await dialog.getByLabel('Number for text messages').fill('+86 138 0000 0000');
    await dialog.getByLabel('Email address').fill('lilei@example.com');
    await page.keyboard.press('Enter');
    await page.getByText(`李雷 ${run} is among the contacts.`).waitFor();
    const [person] = (await list()).filter((/** @type {any} */ one) => one.name.endsWith(run));
    assert.deepEqual(person, { name: `李雷 ${run}`, sms: '+8613800000000', email: 'lilei@example.com' });
    await page.done();
  });

  await t.test('a rule names people from the list, and who is named cannot be deleted', async () => {
    const page = await open(browser, server, '#/rules/default/new');
    await page.getByLabel('Name', { exact: true }).fill(`${run}-mail`);
    await page.getByLabel('PAI DLC jobs').check();
    await page.getByRole('button', { name: 'Email' }).click();
    await page.getByRole('button', { name: `李雷 ${run}` }).click();
    await page.getByText('1 of 5 targets used').waitFor();
    await page.getByRole('button', { name: 'Create the rule' }).click();
    await page.getByText(`The rule ${run}-mail is there.`).waitFor();
    assert.deepEqual((await server.call('GET', `/api/buses/default/rules/${run}-mail`)).targets[0].contacts, [`@李雷 ${run}`]);
    await page.evaluate(() => (location.hash = '#/contacts'));
    const row = page.locator('.table .row', { hasText: run });
    await row.getByText('1 rule', { exact: true }).waitFor();
    await row.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link', { name: `${run}-mail` }).waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Delete' }).isDisabled(), true);
    assert.equal(await dialog.getByLabel('Name').isDisabled(), true);
    await page.done();
  });

  await t.test('a change that somebody else made meanwhile is kept', async () => {
    const page = await open(browser, server, '#/contacts', { errors: true });
    await page.getByRole('button', { name: 'Add a person' }).first().click();
    await server.call('PUT', '/api/contacts', { contacts: [...(await list()), { name: `${HOSTILE} ${run}`, email: 'other@example.com' }] });
    await page.getByRole('dialog').getByLabel('Name').fill(`Han ${run}`);
    await page.keyboard.press('Enter');
    await page.getByText(`Han ${run} is among the contacts.`).waitFor();
    assert.equal((await list()).filter((/** @type {any} */ one) => one.name.endsWith(run)).length, 3);
    await page.locator('.table .row', { hasText: 'onerror' }).first().waitFor();
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).pwned), undefined);
    await page.locator('.table .row', { hasText: `Han ${run}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: `Delete Han ${run}?` }).getByRole('button', { name: 'Delete' }).click();
    await page.getByText(`Han ${run} is deleted.`).waitFor();
    await page.done();
  });

  await t.test('the contacts are accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, '#/contacts', look);
      await page.locator('.table .row').first().waitFor();
      await accessible(page, JSON.stringify(look));
      await page.done();
    }
  });
}
