/** What all of the page shares: who looks, for which account and bus, how it looks, and the live numbers. */
import { computed, effect, signal } from '../vendor/ui.js';

/**
 * @typedef {'read' | 'bodies' | 'operate' | 'change'} Right
 * @typedef {object} Session
 * @property {boolean} keys whether access keys are in use
 * @property {boolean} signedIn
 * @property {string} [key]
 * @property {string} [account]
 * @property {string} [role]
 * @property {Right[]} may
 * @property {string} [expires]
 * @property {string} [version]
 * @property {string} [zone] of the billing month
 * @property {string} [defaultAccount]
 */

/** @param {string} key */
function kept(key) {
  try {
    return localStorage.getItem(`signalbox.${key}`) ?? '';
  } catch {
    return ''; // Storage may be forbidden.
  }
}

/** @param {string} key @param {string} value */
function keep(key, value) {
  try {
    if (value) localStorage.setItem(`signalbox.${key}`, value);
    else localStorage.removeItem(`signalbox.${key}`);
  } catch {
    // Then it lasts as long as the tab.
  }
}

/** @type {import('../vendor/ui.js').Signal<Session | null>} null until the server has answered */
export const session = signal(null);

/** The account that is looked at without access keys; empty is the server's own. A key has its account. */
export const account = signal(kept('account'));
export const bus = signal(kept('bus') || 'default');

/** @type {import('../vendor/ui.js').Signal<'en' | 'zh'>} */
export const language = signal(
  /** @type {'en' | 'zh'} */ (kept('language')) || (navigator.language.startsWith('zh') ? 'zh' : 'en'),
);

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const systemTheme = signal(systemDark.matches ? 'dark' : 'light');
systemDark.addEventListener('change', (event) => (systemTheme.value = event.matches ? 'dark' : 'light'));

/** What was chosen: empty follows the system. */
export const chosenTheme = signal(kept('theme'));
/** What is seen: light or dark. */
export const theme = computed(() => chosenTheme.value || systemTheme.value);

/** Turns light and dark about; where that is what the system says, the system is followed again. */
export function turnTheme() {
  const next = theme.value === 'dark' ? 'light' : 'dark';
  chosenTheme.value = next === systemTheme.value ? '' : next;
}

/** @type {import('../vendor/ui.js').Signal<any>} the newest item of `/api/live`, null until the first */
export const live = signal(null);
/** @type {import('../vendor/ui.js').Signal<'live' | 'connecting' | 'lost'>} */
export const connection = signal('connecting');
/** @type {import('../vendor/ui.js').Signal<any>} why there are no live numbers; null while there are */
export const liveError = signal(null);

/** @type {import('../vendor/ui.js').Signal<{name: string, description?: string}[]>} the account's buses */
export const buses = signal([]);

const small = matchMedia('(max-width: 720px)');
/** Whether the window is narrow, as the style sheet means it. */
export const narrow = signal(small.matches);
small.addEventListener('change', (event) => (narrow.value = event.matches));

/** The present second, for what counts up and down. */
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 1000);

/** Whether the one who looks may do that. @param {Right} right */
export function may(right) {
  return session.value?.may?.includes(right) ?? false;
}

/** The account that is asked for, whoever chose it. */
export const accountShown = computed(
  () => (session.value?.keys ? session.value.account : account.value || session.value?.defaultAccount) ?? '',
);

effect(() => keep('account', account.value));
effect(() => keep('bus', bus.value === 'default' ? '' : bus.value));
effect(() => keep('theme', chosenTheme.value));
effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** @param {'en' | 'zh'} next */
export function chooseLanguage(next) {
  keep('language', next);
  language.value = next;
}
