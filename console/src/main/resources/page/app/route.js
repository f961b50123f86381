/** Where one is: the hash part of the address, as `#/page/part/part?name=value`. */
import { signal } from '../vendor/ui.js';

/**
 * @typedef {object} Route
 * @property {string} page the first part; overview where there is none
 * @property {string[]} params the further parts
 * @property {Record<string, string>} query
 */

/** @returns {Route} */
function read() {
  const [path, search] = location.hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const parts = path.split('/').map((text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  });
  return {
    page: parts[0] || 'overview',
    params: parts.slice(1).filter(Boolean),
    query: Object.fromEntries(new URLSearchParams(search ?? '')),
  };
}

export const route = signal(read());

/** @type {((next: string) => boolean) | null} */
let leaving = null;
let present = location.hash;
/** How many steps back stay on this page. */
let steps = 0;

/**
 * Who has work that is not saved is asked before the page is left, and goes there (`leave`) when it may.
 * @param {((next: string) => boolean) | null} ask whether the page may be left for that address
 */
export function beforeLeaving(ask) {
  leaving = ask;
}

/** Goes there without being asked again. @param {string} hash */
export function leave(hash) {
  leaving = null;
  go(hash);
}

addEventListener('hashchange', () => {
  const next = location.hash;
  if (leaving && next !== present && !leaving(next)) {
    history.replaceState(history.state, '', present || '#/');
    return;
  }
  present = next;
  steps++;
  route.value = read();
});

/**
 * The address of a page: `to(['events', bus, id], {around})`.
 * @param {string | string[]} path @param {Record<string, any>} [query]
 */
export function to(path, query = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) params.set(name, String(value));
  }
  const text = params.toString();
  const parts = Array.isArray(path) ? path : [path];
  return `#/${parts.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** Goes there. @param {string} hash @param {{replace?: boolean}} [how] */
export function go(hash, { replace = false } = {}) {
  if (!replace) {
    location.hash = hash;
    return;
  }
  history.replaceState(history.state, '', hash);
  present = hash;
  route.value = read();
}

/** Goes back to where one was on this page; where it was opened here, to what this belongs to. */
export function back() {
  const { page, params } = route.peek();
  if (steps > 0) {
    steps -= 2; // Going back is a change too.
    history.back();
  } else if (params.length) go(to(page));
  else if (page !== 'overview') go('#/');
}

/**
 * Changes some of the query and stays where one is; what is empty goes. Typing should not fill the way back, so the
 * present address is replaced unless `push` says otherwise.
 * @param {Record<string, any>} change @param {{push?: boolean}} [how]
 */
export function setQuery(change, { push = false } = {}) {
  const { page, params, query } = route.peek();
  go(to([page === 'overview' ? '' : page, ...params], { ...query, ...change }), { replace: !push });
}
