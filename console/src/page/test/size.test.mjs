// What a browser loads: small enough, and the same code as in the modules although their comments are left out.
import assert from 'node:assert/strict';
import { transformSync } from 'esbuild';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const page = fileURLToPath(new URL('../../main/resources/page/', import.meta.url));
const files = /** @type {string[]} */ (readdirSync(page, { recursive: true })).filter((file) => /\.(js|css)$/.test(file) && !file.startsWith('vendor'));
const BUDGET = 60_000;
/** @type {Record<string, number>} the form of a rule opens the editor at once, and is more than a page */
const MORE = { 'rule.js': 92_000 };
const EDITOR_BUDGET = 130_000;

/** A file as the server sends it. @param {string} file */
function sent(file) {
  const text = readFileSync(join(page, file), 'utf8');
  return file.startsWith('vendor/') || !/\.(js|css)$/.test(file) ? text : text.replace(/^[ \t]*\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/[ \t]*\n/gm, '');
}

/** @param {string} file */
const packed = (file) => gzipSync(sent(file)).length;

/** A module and all that it imports, but for what is imported when it is used. @param {string[]} roots @param {Set<string>} [found] */
function needs(roots, found = new Set()) {
  for (const file of roots) {
    if (found.has(file)) continue;
    found.add(file);
    if (file.endsWith('.js') && !file.startsWith('vendor/')) {
      needs([...sent(file).matchAll(/^(?:import|export|\})(?:[^'"\n]*\bfrom)? *'(\.[^'\n]*)'/gm)].map((one) => normalize(join(dirname(file), one[1]))), found);
    }
  }
  return found;
}

for (const file of files) {
  test(`${file} is the same without its comments`, () => {
    const loader = file.endsWith('.css') ? 'css' : 'js';
    const whole = readFileSync(join(page, file), 'utf8');
    assert.equal(transformSync(sent(file), { loader, minify: true }).code, transformSync(whole, { loader, minify: true }).code);
  });
}

for (const file of readdirSync(join(page, 'app/words/en'))) {
  if (!files.includes(`pages/${file}`)) continue;
  const budget = MORE[file] ?? BUDGET;
  test(`the page ${file} is opened with at most ${budget / 1000} kB`, () => {
    const all = needs(['index.html', 'style.css', 'icon.svg', 'main.js', 'app/words/zh.js', `app/words/zh/${file}`, `pages/${file}`]);
    const bytes = [...all].reduce((sum, one) => sum + packed(one), 0);
    assert.ok(bytes <= budget, `${bytes} bytes in ${all.size} files`);
  });
}

test(`the editor is at most ${EDITOR_BUDGET / 1000} kB more`, () => assert.ok(packed('vendor/editor.js') <= EDITOR_BUDGET));
