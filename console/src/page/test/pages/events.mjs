// Events: searching, watching them come, exporting; and one event with its way. Whatever is in an event is text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

const HOSTILE = '<img src=x onerror="window.pwned=1">';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function events(t, { server, browser }) {
  const run = `run${Date.now()}`;
  const type = `page:Events:${run}`;
  const source = `page.${run}`;
  await server.rule(`${run}-ok`, { pattern: { source: [source], data: { n: [7] } }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok` }] });
  await server.rule(`${run}-refused`, { pattern: { source: [source], data: { n: [8] } }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/404` }] });
  await server.rule(`${run}-near`, { pattern: { source: [source], data: { n: [9999] } }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok` }] });
  await server.send(...Array.from({ length: 60 }, (_, n) => ({ id: `${run}-${n}`, type, source, data: { n, name: `名字 ${n}` } })));
  await server.send({ id: `${run}/${HOSTILE}`, type: HOSTILE, source, subject: HOSTILE, data: { [HOSTILE]: HOSTILE, long: 'x'.repeat(10_000), '\u202ekey': '\u202evalue', exact: 1 } });
  await until(async () => (await server.call('GET', `/api/events?source=${source}&limit=100`)).events.length === 61, 'the events can be found');
  /** @param {string} id @param {string} rule @param {string} state */
  const ends = (id, rule, state) =>
    until(async () => {
      const trace = await server.call('GET', `/api/events/${encodeURIComponent(id)}?bus=default`);
      return trace.rules.find((/** @type {any} */ one) => one.rule === rule)?.deliveries[0]?.state === state;
    }, `${id} is ${state}`);

  await t.test('a search is narrowed by type, source and pattern, and a row is opened by keys', async () => {
    const page = await open(browser, server, '#/events');
    const rows = page.locator('.table .row');
    await rows.first().waitFor();
    await page.getByLabel('Source').fill(source);
    await page.keyboard.press('Enter');
    await page.getByText('61 events', { exact: true }).waitFor();
    await page.getByText('that is all since').waitFor();
    await page.getByLabel('Type').fill(type);
    await page.keyboard.press('Enter');
    await page.getByText('60 events', { exact: true }).waitFor();
    assert.ok((await rows.count()) < 60, 'only the rows in sight are there');
    await page.evaluate((hash) => (location.hash = hash), `#/events?source=${source}&pattern=${encodeURIComponent('{"data":{"n":[3,4]}}')}`);
    await page.getByText('2 events', { exact: true }).waitFor();
    await page.locator('.editor .cm-content').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Its way' }).waitFor();
    await page.getByText(new RegExp(`${run}-[34]`)).first().waitFor(); // either: they were accepted within a millisecond
    await page.done();
  });

  await t.test('what is not found says how far was looked', async () => {
    const page = await open(browser, server, `#/events/default/${run}-none`, { errors: true });
    await page.getByText('This event was not found').waitFor();
    await page.getByText('All that is kept was searched').waitFor();
    await accessible(page, 'an event that was not found');
    await page.done();
  });

  await t.test('events show up as they come, and a pause keeps them back', async () => {
    const page = await open(browser, server, `#/events?live=1&source=${source}`);
    await page.getByText('Events show up here as they come.').waitFor();
    const rows = page.locator('.table .row');
    await rows.first().waitFor();
    const [first] = await server.send({ type, source, data: {} });
    await page.getByText(first.id).waitFor();
    await page.keyboard.press('p');
    const [second] = await server.send({ type, source, data: {} });
    await page.getByText('1 event has come since').waitFor();
    assert.equal(await page.getByText(second.id).count(), 0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText(second.id).waitFor();
    await page.done();
  });

  await t.test('what a search finds is exported, an event a line', async () => {
    const page = await open(browser, server, `#/events?source=${source}&type=${encodeURIComponent(type)}&pattern=${encodeURIComponent('{"data":{"n":[3,4,5]}}')}`);
    await page.getByText('3 events', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: 'Export' }).click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
    // Sent at one moment, they lie in several partitions.
    assert.deepEqual(lines.map((line) => JSON.parse(line).id).sort(), [3, 4, 5].map((n) => `${run}-${n}`));
    await page.getByText('3 events exported.').waitFor();
    await page.done();
  });

  await t.test('an event shows its way, and why other rules did not match', async () => {
    await ends(`${run}-7`, `${run}-ok`, 'delivered');
    const page = await open(browser, server, `#/events/default/${run}-7`);
    await page.getByText('Attempt 1: delivered').waitFor();
    const near = page.locator('.lines li', { hasText: `${run}-near` });
    await near.getByText('1 of 2 conditions failed').waitFor();
    await near.getByText('data.n is 7').waitFor();
    await page.getByText('"名字 7"').waitFor();
    await page.done();
  });

  await t.test('a dead letter is redriven from its event, after it says how many and how much', async () => {
    await ends(`${run}-8`, `${run}-refused`, 'dead');
    const page = await open(browser, server, `#/events/default/${run}-8`);
    await page.getByText('Kept as a dead letter').waitFor();
    await page.getByRole('button', { name: 'Redrive' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 notification', { exact: true }).waitFor();
    await dialog.getByText('USD').waitFor();
    await accessible(page, 'the question before a redrive');
    await dialog.getByRole('button', { name: 'Redrive' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Redriven by a person').first().waitFor();
    await page.done();
  });

  await t.test('an event is replayed to a rule that is chosen, planned first', async () => {
    const before = server.received.length;
    const page = await open(browser, server, `#/events/default/${run}-7`);
    await page.getByRole('button', { name: 'Replay to a rule…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Rule').selectOption(`${run}-ok`);
    await dialog.getByRole('button', { name: 'See what it would send' }).click();
    await dialog.getByText('1 notification', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Replay', exact: true }).click();
    await until(() => server.received.slice(before).some((one) => one.headers['x-signalbox-replay']), 'the replay is delivered');
    await page.done();
  });

  await t.test('hostile text is only text, and big bodies are folded', async () => {
    const page = await open(browser, server, `#/events/default/${encodeURIComponent(`${run}/${HOSTILE}`)}`);
    await page.locator('h1', { hasText: HOSTILE }).waitFor();
    await page.locator('.json-key', { hasText: HOSTILE }).waitFor();
    await page.locator('.json').getByText('\\u202ekey').waitFor();
    await page.getByRole('button', { name: '10,000 characters' }).click();
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).pwned), undefined);
    assert.equal(await page.locator('main img').count(), 0);
    await page.evaluate((hash) => (location.hash = hash), `#/events?source=${source}`);
    await page.getByText(HOSTILE).first().waitFor();
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).pwned), undefined);
    await page.done();
  });

  await t.test('events and an event are accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, `#/events?source=${source}`, look);
      await page.locator('.table .row').first().waitFor();
      await accessible(page, `events ${JSON.stringify(look)}`);
      await page.evaluate((hash) => (location.hash = hash), `#/events/default/${run}-8`);
      await page.locator('.delivery').waitFor();
      await accessible(page, `an event ${JSON.stringify(look)}`);
      await page.done();
    }
  });
}
