/**
 * Every text that a person sees, by key, in the language that was chosen. `words/LANGUAGE.js` has what all pages share,
 * `words/LANGUAGE/PAGE.js` what one page says; a page's keys begin with its name.
 *
 * In a text, `{name}` is replaced (a number is written as counts are), and `{name:event|events}` is the first for one
 * and the second for any other number, in which `#` is the number: `{count:event|# events}`.
 */
import { signal } from '../vendor/ui.js';
import { count } from './format.js';
import { chooseLanguage, language } from './store.js';

/** @type {import('../vendor/ui.js').Signal<Record<string, string>>} */
const words = signal({});
/** @type {Set<string>} pages whose words are wanted */
const pages = new Set();

/** @param {string} key @param {Record<string, any>} [values] @returns {string} */
export function t(key, values) {
  return rich(key, values).join('');
}

/** Whether there is a text for the key. @param {string} key */
export const known = (key) => key in words.value;

/** A text whose values may be markup of ours, such as a link. @param {string} key @param {Record<string, any>} [values] */
export function rich(key, values = {}) {
  const text = words.value[key];
  if (text === undefined) return [key];
  return text.split(/(\{[^{}]+\})/).map((piece) => {
    const found = /^\{(\w+)(?::([^|]*)\|(.*))?\}$/.exec(piece);
    if (!found) return piece;
    const value = values[found[1]];
    if (found[2] !== undefined) return (Number(value) === 1 ? found[2] : found[3]).replace('#', count(Number(value)));
    return typeof value === 'number' ? count(value) : (value ?? '');
  });
}

/** Loads a page's words, in the language that was chosen. @param {string} page */
export async function wordsOf(page) {
  if (pages.has(page)) return;
  const found = await load(language.peek(), page);
  pages.add(page);
  words.value = { ...words.peek(), ...found };
}

/** @param {'en' | 'zh'} next */
export async function speak(next) {
  const parts = await Promise.all([load(next), ...[...pages].map((page) => load(next, page))]);
  words.value = Object.assign({}, ...parts);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  if (next !== language.peek()) chooseLanguage(next);
}

/** @param {string} spoken @param {string} [page] @returns {Promise<Record<string, string>>} */
async function load(spoken, page) {
  const module = await (page ? import(`./words/${spoken}/${page}.js`) : import(`./words/${spoken}.js`));
  return module.default;
}
