/** The pages: where each is in the navigation, its key, and its module, which is loaded when somebody goes there. */
import { route } from './route.js';
import { wordsOf } from './words.js';

/**
 * @typedef {object} Entry
 * @property {string} page the first part of its address
 * @property {string} key opens it, after `g`
 * @property {(params: string[]) => string} module of `pages/` and of the words
 */

/** @type {Entry[]} in the order of the navigation */
export const PAGES = [
  { page: 'overview', key: 'o', module: () => 'overview' },
  { page: 'events', key: 'e', module: (params) => (params.length >= 2 ? 'event' : 'events') },
  { page: 'rules', key: 'r', module: (params) => (params.length >= 2 ? 'rule' : 'rules') },
  { page: 'deliveries', key: 'd', module: () => 'deliveries' },
  { page: 'targets', key: 't', module: () => 'targets' },
  { page: 'dead-letters', key: 'l', module: () => 'dead-letters' },
  { page: 'replays', key: 'p', module: (params) => (params[0] === 'new' ? 'new-replay' : params.length ? 'replay' : 'replays') },
  { page: 'contacts', key: 'c', module: () => 'contacts' },
  { page: 'usage', key: 'u', module: () => 'usage' },
  { page: 'system', key: 's', module: () => 'system' },
];

/** @type {Map<string, Promise<any>>} */
const loaded = new Map();

/**
 * The module of a page with its words, or null where there is none.
 * @param {string} name
 */
export function load(name) {
  const found = loaded.get(name);
  if (found) return found;
  const loading = Promise.all([import(`../pages/${name}.js`), wordsOf(name)]).then(([module]) => module.default);
  loaded.set(name, loading);
  loading.catch(() => loaded.delete(name));
  return loading;
}

/** The name of the module for where one is; empty where there is no such page. */
export function present() {
  const { page, params } = route.value;
  return PAGES.find((entry) => entry.page === page)?.module(params) ?? '';
}
