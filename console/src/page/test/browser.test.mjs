// The tests in a browser: one Signalbox and one browser for all files of `pages`, each of which adds its own.
//
// A file exports `default async (t, { server, browser })` and calls `t.test`. Without a browser or a Signalbox to start they are
// skipped, unless PAGE_TEST_REQUIRED is `true`.
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { browserPath, launch } from './browser.mjs';
import { canStart, start } from './server.mjs';

const required = process.env.PAGE_TEST_REQUIRED === 'true';
const missing = !browserPath ? 'no Chromium was found' : !canStart() ? 'Signalbox is not built' : '';
const only = process.env.PAGE_TEST_ONLY?.split(',');

/** @type {{server: import('./server.mjs').Server, browser: import('playwright-core').Browser}} */
let with_;
before(async () => {
  if (missing && required) throw new Error(missing);
  if (!missing) with_ = { server: await start(), browser: await launch() };
});
after(async () => {
  await with_?.browser.close();
  await with_?.server.close();
});

for (const file of readdirSync(new URL('pages/', import.meta.url)).sort()) {
  const name = file.replace('.mjs', '');
  if (!file.endsWith('.mjs') || (only && !only.includes(name))) continue;
  test(name, { skip: missing && !required ? missing : false }, async (t) => {
    const tests = await import(new URL(`pages/${file}`, import.meta.url).href);
    await tests.default(t, with_);
  });
}
