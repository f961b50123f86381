// Both languages say everything, and each in its own letters.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const page = new URL('../../main/resources/page/', import.meta.url);
const words = new URL('app/words/', page);
const names = ['', ...readdirSync(new URL('en/', words)).map((file) => file.replace('.js', ''))];

/** @param {string} language @param {string} name @returns {Promise<Record<string, string>>} */
const load = async (language, name) => (await import(new URL(name ? `${language}/${name}.js` : `${language}.js`, words).href)).default;

/** @param {string} text */
const values = (text) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();

for (const name of names) {
  test(`words of ${name || 'all pages'} are there in English and Chinese`, async () => {
    const [english, chinese] = [await load('en', name), await load('zh', name)];
    assert.deepEqual(Object.keys(chinese), Object.keys(english));
    for (const [key, text] of Object.entries(english)) {
      if (name) assert.ok(key.startsWith(`${name}.`), `${key} begins with the name of its page`);
      assert.ok(text && chinese[key], `${key} says something`);
      const wanted = values(text).filter((value) => !new RegExp(`\\{${value}:`).test(text) || text.includes(`{${value}}`));
      assert.deepEqual(values(chinese[key]).filter((value) => wanted.includes(value)), wanted, `${key} says the same`);
      assert.doesNotMatch(chinese[key], /[\u4e00-\u9fff][,:;!?(]|[,:;!?)][\u4e00-\u9fff]/, `${key} has Chinese punctuation`);
    }
  });
}

test('every text that the page asks for by its key is there', async () => {
  const all = Object.assign({}, ...(await Promise.all(names.map((name) => load('en', name)))));
  const files = ['main.js', ...['app', 'ui', 'pages', 'pages/rule'].flatMap((folder) => readdirSync(new URL(`${folder}/`, page)).map((file) => `${folder}/${file}`))];
  for (const file of files.filter((one) => one.endsWith('.js'))) {
    for (const [, key] of readFileSync(new URL(file, page), 'utf8').matchAll(/\b(?:t|rich)\('([^']+)'/g)) {
      if (file === 'main.js' && key.startsWith('things.')) continue;
      if (file === 'app/words.js') continue;
      assert.ok(key in all, `${file} asks for ${key}`);
    }
  }
});
