/** What can be done with rules, one or many: each act says first how many rules it touches and what waits for them. */
import { html } from '../vendor/ui.js';
import { del, get, part, post, url } from '../app/api.js';
import { count } from '../app/format.js';
import { to } from '../app/route.js';
import { t } from '../app/words.js';
import { confirm } from '../ui/confirm.js';
import { Name } from '../ui/name.js';
import { said } from '../ui/problem.js';
import { toast, toastError } from '../ui/toast.js';

const AT_ONCE = 6;
const NAMED = 8;

/** Where a rule is shown. A rule may be called `new`, which is also where one is made. @param {string} bus @param {string} name */
export const ruleHref = (bus, name) => to(['rules', bus, name], name === 'new' ? { stored: 1 } : {});

/** @param {string} bus @param {string} name */
export const rulePath = (bus, name) => `/api/buses/${part(bus)}/rules/${part(name)}`;

/**
 * Enables rules that are disabled.
 * @param {string} bus @param {string[]} names @returns {Promise<boolean>}
 */
export const enableRules = (bus, names) => act('enable', bus, names, (name) => post(url(`${rulePath(bus, name)}/enable`)));

/** @param {string} bus @param {string[]} names @returns {Promise<boolean>} */
export const disableRules = (bus, names) => act('disable', bus, names, (name) => post(url(`${rulePath(bus, name)}/disable`)));

/** @param {string} bus @param {string[]} names @returns {Promise<boolean>} */
export const deleteRules = (bus, names) => act('delete', bus, names, (name) => del(url(rulePath(bus, name))));

/**
 * @param {'enable' | 'disable' | 'delete'} kind @param {string} bus @param {string[]} names
 * @param {(name: string) => Promise<any>} one
 */
async function act(kind, bus, names, one) {
  let waiting;
  try {
    waiting = await waitingFor(bus, names);
  } catch (error) {
    toastError(error);
    return false;
  }
  let some = 0;
  const asked = confirm({
    title: names.length === 1 ? t(`rules.${kind}.one`, { rule: names[0] }) : t(`rules.${kind}.many`, { count: names.length }),
    what: html`<p>${t(`rules.${kind}.what`)}</p>${names.length > 1 && html`<${Names} of=${names} />`}`,
    counted: t(`rules.${kind}.counted`),
    count: names.length,
    unit: 'rules.unit',
    also: [[t('rules.waiting'), count(waiting)]],
    act: t(kind),
    danger: kind !== 'enable',
    async run() {
      const failed = await each(names, async (name) => {
        await one(name);
        some++;
      });
      if (failed) throw failed;
      toast(t(`rules.${kind}.done`, { count: names.length, rule: names[0] }));
    },
  });
  return (await asked) || some > 0;
}

/** How many deliveries wait for rules. @param {string} bus @param {string[]} names */
async function waitingFor(bus, names) {
  const wanted = new Set(names);
  const { targets } = await get(url('/api/targets', { bus, rule: names.length === 1 ? names[0] : '' }));
  return targets.filter((/** @type {any} */ one) => wanted.has(one.rule)).reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + (one.waiting ?? 0) + (one.queued ?? 0), 0);
}

/**
 * Does it with each, some at a time. Answers with an error that says how many failed and why the first did, or null.
 * @param {string[]} names @param {(name: string) => Promise<any>} one
 */
async function each(names, one) {
  const queue = [...names];
  /** @type {[string, any][]} */
  const failed = [];
  const worker = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      try {
        await one(name);
      } catch (error) {
        failed.push([name, error]);
        if (/** @type {any} */ (error).status === 0) queue.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (!failed.length) return null;
  if (names.length === 1) return failed[0][1];
  const [name, error] = failed[0];
  return Object.assign(new Error(t('rules.failed', { failed: failed.length, count: names.length, rule: name, reason: said(error) })), { status: 1, code: 'Some' });
}

/** @param {{of: string[]}} props */
function Names({ of }) {
  return html`<ul class="rule-names">${of.slice(0, NAMED).map((name) => html`<li key=${name}><${Name} of=${name} /></li>`)}
    ${of.length > NAMED && html`<li class="muted">${t('rules.andMore', { count: of.length - NAMED })}</li>`}</ul>`;
}
