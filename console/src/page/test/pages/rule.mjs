// A rule: made from an event, tried, tested, saved; changed by two; as form and as JSON; by keys alone; by who may only look.
import assert from 'node:assert/strict';
import { LOOKS, accessible, open } from '../browser.mjs';
import { until } from '../server.mjs';

const HOSTILE = '<img src=x onerror="window.pwned=1">';

/** @param {import('node:test').TestContext} t @param {{server: import('../server.mjs').Server, browser: import('playwright-core').Browser}} with_ */
export default async function rule(t, { server, browser }) {
  const run = `rule${Date.now()}`;
  /** @param {string} name */
  const stored = (name) => server.call('GET', `/api/buses/default/rules/${name}`);
  const job = { source: 'acs.pai.dlc', type: 'pai:DlcJobProgress:Failed', data: { JobId: run, Status: 'Failed', UserId: '204000', WorkspaceId: '77', Priority: 3 } };
  await server.send({ ...job, id: `${run}-1` }, { ...job, id: `${run}-2`, data: { ...job.data, Status: 'Stopped', note: HOSTILE } });
  await until(async () => (await server.call('GET', '/api/events?source=acs.pai.dlc')).events.some((/** @type {any} */ one) => one.id === `${run}-2`), 'the events are kept');

  await t.test('a rule is made from an event, tried on the last ones, tested and saved', async () => {
    const page = await open(browser, server, `#/rules/default/new?from=${run}-1`);
    await page.getByText('Filled in from the event').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'dlc-job-progress-failed');
    assert.equal(await page.getByLabel('PAI DLC jobs').isChecked(), true);
    assert.equal(await page.getByTitle('pai:DlcJobProgress:Failed', { exact: true }).getByRole('checkbox').isChecked(), true);
    await page.getByLabel('Name', { exact: true }).fill(`${run}-made`);
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByLabel('Field', { exact: true }).fill('data.Status');
    await page.getByLabel('Value', { exact: true }).fill('Failed');
    await page.keyboard.press('Enter');
    await page.getByText('data.Status is "Stopped", and the pattern wants "Failed"').first().waitFor();
    await page.getByRole('button', { name: 'HTTP' }).click();
    await page.getByText('1 of 5 targets used').waitFor();
    await page.getByLabel('URL').fill(`${server.hook}/ok`);
    await page.getByRole('button', { name: 'Test connectivity' }).click();
    await page.getByText('It arrived.').waitFor();
    await until(() => server.received.some((one) => one.path === '/ok' && one.body.includes('signalbox:Test')), 'the test message is received');
    await page.getByRole('button', { name: 'Create the rule' }).click();
    await page.getByText(`The rule ${run}-made is there.`).waitFor();
    assert.deepEqual((await stored(`${run}-made`)).pattern, { source: ['acs.pai.dlc'], type: ['pai:DlcJobProgress:Failed'], data: { Status: ['Failed'] } });
    await page.getByRole('tab', { name: 'Now' }).waitFor();
    assert.match(page.url(), new RegExp(`#/rules/default/${run}-made$`));
    await page.done();
  });

  await t.test('what is wrong stands beside its field, and a target that cannot be reached says so in words', async () => {
    const page = await open(browser, server, '#/rules/default/new', { errors: true });
    await page.getByLabel('Name', { exact: true }).fill(`${run}-made`);
    await page.getByText('There is a rule of this name already.').or(page.getByText('exists already')).first().waitFor();
    await page.getByRole('button', { name: 'HTTP' }).click();
    await page.getByRole('button', { name: 'Create the rule' }).click();
    await page.locator('.target-card').getByText('is missing').first().waitFor();
    await page.getByLabel('URL').fill('ftp://example.com/');
    await page.getByText('must begin with http:// or https://').waitFor();
    assert.equal(await page.getByLabel('URL').getAttribute('aria-invalid'), 'true');
    await page.getByLabel('URL').fill(`${server.hook}/500`);
    await page.getByRole('button', { name: 'Test connectivity' }).click();
    await page.getByText('It did not arrive.').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.done();
  });

  await t.test('the form and the JSON show one rule, and what the form cannot show is kept', async () => {
    const pattern = { source: ['acs.pai.dlc'], data: { Priority: [{ numeric: ['>', 1] }], 'a.b': ['dotted'], mixed: ['all', { prefix: 'a' }], exact: [300.5] } };
    await server.rule(`${run}-json`, { pattern, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok?token=s3cr3t0123456789abcdef`, signingKey: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }] });
    const page = await open(browser, server, `#/rules/default/${run}-json`);
    await page.getByText('The form cannot show this one.').first().waitFor();
    assert.equal(await page.getByText('The form cannot show this one.').count(), 2);
    await page.getByRole('tab', { name: 'JSON' }).click();
    const editor = page.locator('.cm-content');
    await editor.waitFor();
    await page.getByLabel('Of a workspace').check();
    await page.getByLabel('Id of the workspace').fill('77');
    await page.keyboard.press('Enter');
    await page.locator('.cm-line', { hasText: '"WorkspaceId"' }).waitFor();
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText('{"pattern": {');
    await page.getByText('The JSON beside is not complete.').waitFor();
    assert.equal(await page.getByLabel('Description').isDisabled(), true);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(JSON.stringify({ description: HOSTILE, enabled: true, pattern: { ...pattern, type: ['pai:DlcJobProgress:Failed'] }, targets: [{ id: 'hook', type: 'http', url: `${server.hook}/ok?token=***`, signingKey: '***' }] }).replace('300.5', '300.0'));
    await until(async () => (await page.getByLabel('Description').inputValue()) === HOSTILE, 'the form has it');
    assert.equal(await page.getByTitle('pai:DlcJobProgress:Failed', { exact: true }).getByRole('checkbox').isChecked(), true);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('is saved.').waitFor();
    const now = await stored(`${run}-json`);
    assert.deepEqual(now.pattern, { ...pattern, type: ['pai:DlcJobProgress:Failed'], data: { ...pattern.data, exact: [300] } });
    assert.equal(now.targets[0].signingKey, '***');
    await page.getByTitle('pai:DlcJobProgress:Running', { exact: true }).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await until(async () => (await stored(`${run}-json`)).revision === 3, 'it is saved once more');
    const text = await (await fetch(`${server.url}/api/buses/default/rules/${run}-json`)).text();
    assert.match(text, /"exact":\[300\.0\]/, 'numbers keep the digits that they were written with');
    assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).pwned), undefined);
    await page.done();
  });

  await t.test('a rule that somebody else changed meanwhile is shown in its three versions', async () => {
    await server.rule(`${run}-two`, { description: 'before', pattern: { source: ['acs.pai.dlc'] }, targets: [] });
    const page = await open(browser, server, `#/rules/default/${run}-two`, { errors: true });
    await page.getByLabel('Description').fill('mine');
    await server.rule(`${run}-two`, { description: 'theirs', pattern: { source: ['acs.pai.dsw'] }, targets: [] });
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this rule' });
    await dialog.getByText('both changed it').waitFor();
    for (const version of ['before', 'mine', 'theirs']) await dialog.locator('pre', { hasText: new RegExp(`^${version}$`) }).waitFor();
    await accessible(page, 'the three versions');
    await dialog.getByRole('button', { name: 'Go on with these' }).click();
    assert.equal(await page.getByLabel('Description').inputValue(), 'mine');
    assert.equal(await page.getByLabel('PAI DSW instances').isChecked(), true, 'what only they changed is taken');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('is saved.').waitFor();
    assert.equal((await stored(`${run}-two`)).description, 'mine');
    await page.done();
  });

  await t.test('a backtest says what the change would have sent', async () => {
    const page = await open(browser, server, `#/rules/default/${run}-made`);
    await page.getByRole('tab', { name: 'Backtest' }).click();
    await page.getByTitle('pai:DlcJobProgress:Failed', { exact: true }).getByRole('checkbox').uncheck();
    await page.getByRole('button', { name: 'Remove the condition on data.Status' }).click();
    await page.getByRole('button', { name: 'Run the backtest' }).click();
    await page.getByText('New matches', { exact: true }).waitFor();
    await page.getByText('At this pace a month').waitFor();
    await page.getByTitle('pai:DlcJobProgress:Failed', { exact: true }).getByRole('checkbox').check();
    await page.getByText('The rule has changed since this backtest.').waitFor();
    await accessible(page, 'a backtest');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.done();
  });

  await t.test('work that is not saved is not lost by leaving', async () => {
    const page = await open(browser, server, `#/rules/default/${run}-made`);
    await page.getByLabel('Description').fill('not saved');
    await page.getByRole('link', { name: 'Usage' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await page.getByLabel('Description').inputValue(), 'not saved');
    assert.match(page.url(), new RegExp(`#/rules/default/${run}-made$`));
    await page.getByRole('link', { name: 'Usage' }).click();
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor();
    await page.done();
  });

  await t.test('a session that ends in the middle takes nothing away, and saving goes on after the log-in', async () => {
    const page = await open(browser, server, '#/nowhere', { errors: true });
    const signedIn = { keys: true, signedIn: true, key: 'alice', role: 'admin', may: ['read', 'bodies', 'operate', 'change'] };
    let ended = false;
    await page.route('**/api/session', (route) => {
      if (route.request().method() === 'POST') ended = false;
      return route.fulfill({ json: signedIn });
    });
    await page.route('**/api/buses/**', (route) => (ended ? route.fulfill({ status: 401, json: { code: 'Unauthorized', message: '', requestId: '' } }) : route.continue()));
    await page.reload();
    await page.evaluate((hash) => (location.hash = hash), `#/rules/default/${run}-made`);
    await page.getByLabel('Description').waitFor();
    ended = true;
    await page.getByLabel('Description').fill('typed before the end');
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'Log in again' });
    await dialog.getByLabel('Secret').fill('right');
    assert.equal(await page.getByLabel('Description').inputValue(), 'typed before the end');
    await dialog.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('is saved.').waitFor();
    assert.equal((await stored(`${run}-made`)).description, 'typed before the end');
    await page.done();
  });

  await t.test('a rule is made by keys alone', async () => {
    const page = await open(browser, server, '#/rules/default/new');
    await page.getByLabel('Name', { exact: true }).waitFor();
    await page.locator('h1').focus();
    const name = `${run}-keys`;
    /** @param {import('playwright-core').Locator} to */
    const tabTo = async (to) => {
      await to.first().waitFor();
      for (let tabs = 0; tabs < 120; tabs++) {
        if (await to.first().evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`${to} is not reached by Tab`);
    };
    await tabTo(page.getByLabel('Name', { exact: true }));
    await page.keyboard.type(name);
    await tabTo(page.getByLabel('PAI models'));
    await page.keyboard.press('Space');
    await tabTo(page.getByTitle('pai:ModelVersionStatus:Approved', { exact: true }).getByRole('checkbox'));
    await page.keyboard.press('Space');
    await tabTo(page.getByRole('button', { name: 'Email' }));
    await page.keyboard.press('Enter');
    await tabTo(page.getByLabel('Who gets the email'));
    await page.keyboard.type('ops@example.com');
    await page.keyboard.press('Enter');
    await tabTo(page.getByRole('button', { name: 'Create the rule' }));
    await page.keyboard.press('Enter');
    await page.getByText(`The rule ${name} is there.`).waitFor();
    assert.deepEqual((await stored(name)).targets[0].contacts, ['ops@example.com']);
    await page.done();
  });

  await t.test('on the buses of PAI what is not allowed is grey, with the reason', async () => {
    const bus = `pai-system-${run}`;
    await server.call('PUT', `/api/buses/${bus}`, {});
    const page = await open(browser, server, `#/rules/${bus}/new`);
    await page.getByLabel('PAI DLC jobs').check();
    await page.getByText('On PAI’s buses HTTP is for Model events').waitFor();
    assert.equal(await page.getByRole('button', { name: 'HTTP' }).isDisabled(), true);
    assert.equal(await page.getByRole('button', { name: 'SMS' }).isDisabled(), false);
    await page.getByLabel('PAI DLC jobs').uncheck();
    await page.getByLabel('PAI models').check();
    await page.getByTitle('pai:ModelVersionStatus:Approved', { exact: true }).getByRole('checkbox').check();
    await until(async () => !(await page.getByRole('button', { name: 'HTTP' }).isDisabled()), 'HTTP is allowed');
    assert.equal(await page.getByRole('button', { name: 'SMS' }).isDisabled(), true);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.done();
  });

  await t.test('who may only look can read the rule, and is told why not more', async () => {
    const page = await open(browser, server, '#/nowhere', { errors: true });
    await page.route('**/api/session', (route) => route.fulfill({ json: { keys: true, signedIn: true, key: 'viola', role: 'viewer', may: ['read'] } }));
    await page.reload();
    await page.evaluate((hash) => (location.hash = hash), `#/rules/default/${run}-made`);
    await page.getByText('Your access key may not change rules.').waitFor();
    assert.equal(await page.getByLabel('Description').isDisabled(), true);
    assert.equal(await page.getByRole('button', { name: /^(Save|Disable|Enable|Test connectivity|More)/ }).count(), 0);
    await page.getByRole('tab', { name: 'Last events' }).click();
    await page.getByText('Your access key may not see what events contain.').waitFor();
    await accessible(page, 'a rule for who may only look');
    await page.done();
  });

  await t.test('the form is accessible in every look', async () => {
    await server.rule(`${run}-all`, {
      pattern: { source: ['acs.dataworks'], type: ['dataworks:FileChange:CommitFile'], data: { projectId: [12], changeType: [{ 'anything-but': 'x' }], n: [{ numeric: ['>', 1, '<=', 5] }] } },
      targets: [
        { id: 'hook', type: 'http', url: `${server.hook}/ok`, headers: { 'X-Team': 'ops' }, transform: { form: 'TEMPLATE', value: { n: '$.data.n' }, template: 'n is ${n}' } },
        { id: 'ding', type: 'dingtalk', url: `${server.hook}/robot` },
        { id: 'mail', type: 'email', contacts: ['ops@example.com'] },
      ],
    });
    for (const look of LOOKS) {
      const page = await open(browser, server, `#/rules/default/${run}-all`, look);
      await page.locator('.target-card').first().waitFor();
      for (const more of await page.locator('.target-card details > summary').all()) await more.click();
      await accessible(page, `${JSON.stringify(look)}: the form`);
      const zh = look.language === 'zh';
      await page.getByRole('tab', { name: zh ? '最近事件' : 'Last events' }).click();
      await page.locator('.tried li, .empty').first().waitFor();
      await accessible(page, `${JSON.stringify(look)}: last events`);
      await page.getByRole('tab', { name: 'JSON' }).click();
      await page.locator('.cm-content').waitFor();
      await accessible(page, `${JSON.stringify(look)}: JSON`);
      await page.done();
    }
  });
}
