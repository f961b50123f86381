// The frame: going from page to page, keys, looks, languages, and what it says when Signalbox is away or a session ends.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function frame(t, { server, browser }) {
  await t.test('one goes from page to page by the navigation and by keys', async () => {
    const page = await open(browser, server, '#/');
    await page.getByRole('navigation').getByRole('link', { name: 'Events', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    await page.keyboard.press('/');
    await page.done();
  });

  await t.test('the look and the language stay as they were chosen', async () => {
    const page = await open(browser, server, '#/nowhere');
    await page.getByText('There is no page at this address.').waitFor();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByText('该地址没有对应的页面。').waitFor();
    await page.reload();
    await page.getByText('该地址没有对应的页面。').waitFor();
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme]), ['zh-CN', 'dark']);
    await page.done();
  });

  await t.test('a narrow window has a menu', async () => {
    const page = await open(browser, server, '#/nowhere', { width: 360, height: 740 });
    const events = page.getByRole('link', { name: 'Events', exact: true });
    assert.equal(await events.isVisible(), false);
    await page.getByRole('button', { name: 'Menu' }).click();
    await accessible(page, 'the open menu');
    await events.click();
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    assert.equal(await events.isVisible(), false);
    await page.done();
  });

  await t.test('a session that ends asks for the log-in, and what was under way goes on', async () => {
    const page = await open(browser, server, '#/nowhere', { errors: true });
    let ended = true;
    await page.route('**/api/events?*', (route) => (ended ? route.fulfill({ status: 401, json: { code: 'Unauthorized', message: '', requestId: '' } }) : route.continue()));
    await page.route('**/api/session', (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      if (route.request().postDataJSON().secret !== 'right') return route.fulfill({ status: 401, json: { code: 'Unauthorized', message: '', requestId: '' } });
      ended = false;
      return route.fulfill({ json: { keys: true, signedIn: true, key: 'alice', role: 'admin', may: ['read', 'bodies', 'operate', 'change'] } });
    });
    await page.evaluate(() => (location.hash = '#/events'));
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Access key').fill('alice');
    await dialog.getByLabel('Secret').fill('wrong');
    await accessible(page, 'the log-in');
    await dialog.getByRole('button', { name: 'Log in' }).click();
    await dialog.getByText('The access key or its secret is wrong.').waitFor();
    await dialog.getByLabel('Secret').fill('right');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.after, .empty').first().waitFor();
    await page.done();
  });

  await t.test('a Signalbox that is away is said to be so within three seconds, and the page goes on by itself', async () => {
    const page = await open(browser, server, '#/events', { errors: true });
    await page.locator('.after, .empty').first().waitFor();
    await page.context().setOffline(true);
    await page.evaluate(() => (location.hash = '#/events?type=page:Test:None'));
    await page.getByText('Signalbox does not answer.').first().waitFor({ timeout: 3_000 });
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No event was found').waitFor();
    await page.done();
  });

  await t.test('the frame is accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, '#/nowhere', look);
      await accessible(page, JSON.stringify(look));
      await page.done();
    }
  });
}
