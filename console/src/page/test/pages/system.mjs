// The system: what is ready, and what is not.
import { LOOKS, accessible, open } from '../browser.mjs';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function system(t, { server, browser }) {
  await t.test('all rooms are ready, and the topics say what they keep', async () => {
    const page = await open(browser, server, '#/system');
    await page.getByText('rooms are ready').waitFor();
    await page.getByRole('row', { name: 'signalbox.events' }).getByText('30 d').waitFor();
    await page.getByText('Asia/Shanghai').waitFor();
    await page.done();
  });

  await t.test('what is not ready stands at the top, and why', async () => {
    const page = await open(browser, server, '#/');
    const real = await server.call('GET', '/api/system');
    const [process] = real.processes;
    const missing = ['Kafka cannot do what the room needs <b>now</b>'];
    await page.route('**/api/system*', (route) => route.fulfill({ json: { ...real, processes: [{ ...process, rooms: [{ room: 'router', ready: false, missing }] }] } }));
    await page.goto(`${server.url}/#/system`);
    await page.getByText('Not everything is ready').waitFor();
    await page.getByText(missing[0]).waitFor();
    await page.getByText('no process runs it').first().waitFor();
    await accessible(page, 'a system that is not ready');
    await page.done();
  });

  await t.test('the system is accessible in every look', async () => {
    for (const look of LOOKS) {
      const page = await open(browser, server, '#/system', look);
      await page.getByRole('row', { name: 'signalbox.events' }).waitFor();
      await accessible(page, `the system ${JSON.stringify(look)}`);
      await page.done();
    }
  });
}
