/** Redriving dead letters: says first how many, to which targets, and what it costs; then sends them. */
import { html } from '../vendor/ui.js';
import { count } from './format.js';
import { post, url } from './api.js';
import { t, wordsOf } from './words.js';
import { meaning } from '../ui/answer.js';
import { confirm } from '../ui/confirm.js';
import { toast, toastError } from '../ui/toast.js';
import { Whither } from '../ui/way.js';

await wordsOf('redrive');

const PATH = '/api/dead-letters/redrive';
const MOST_IDS = 1_000;
const MOST = 10_000;
const TIMEOUT = { timeoutMillis: 60_000 };

/**
 * @typedef {object} Choice of dead letters
 * @property {string[]} [ids]
 * @property {boolean} [again] whether those of the ids that were redriven before are sent once more
 * @property {string} [bus] @property {string} [rule] @property {string} [target]
 * @property {string} [from] @property {string} [to]
 */

/**
 * @typedef {object} Redriven
 * @property {number} redriven
 * @property {number} skippedInAll
 * @property {{reason: string, count: number}[]} skippedBy
 * @property {string[]} notFound
 * @property {boolean} more whether there are others for another redrive
 */

/** The requests that a choice makes: an id's list may be longer than one takes. @param {Choice} choice */
function bodies({ ids, again, ...filter }) {
  if (!ids) return [{ ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value)), limit: MOST }];
  const parts = [];
  for (let at = 0; at < ids.length; at += MOST_IDS) parts.push({ ids: ids.slice(at, at + MOST_IDS), ...(again && { again }) });
  return parts;
}

/** What a redrive would do. @param {Choice} choice */
export async function planRedrive(choice) {
  const plans = [];
  for (const body of bodies(choice)) plans.push(await post(url(PATH, { dryRun: true }), body, TIMEOUT));
  /** @type {Map<string, any>} */
  const targets = new Map();
  for (const target of plans.flatMap((plan) => plan.byTarget)) {
    const key = JSON.stringify([target.bus, target.rule, target.target]);
    const before = targets.get(key);
    targets.set(key, before ? { ...before, notifications: before.notifications + target.notifications } : target);
  }
  return {
    notifications: sum(plans, 'notifications'),
    costUsd: sum(plans, 'costUsd'),
    more: plans.some((plan) => plan.more),
    byTarget: [...targets.values()].sort((a, b) => b.notifications - a.notifications),
    skippedInAll: sum(plans, 'skippedInAll'),
    skippedBy: plans.flatMap((plan) => plan.skippedBy ?? []),
    notFound: plans.flatMap((plan) => plan.notFound ?? []),
  };
}

/** @param {any[]} of @param {string} field */
const sum = (of, field) => of.reduce((all, one) => all + Number(one[field] ?? 0), 0);

/**
 * Asks, then sends. Answers what became of it, or null where it was not done.
 * @param {Choice} choice @param {string} [name] what is typed when they are many; their number where it is absent
 * @returns {Promise<Redriven | null>}
 */
export async function redrive(choice, name) {
  const fixed = choice.ids ? choice : { ...choice, to: choice.to || new Date().toISOString() };
  /** @type {Awaited<ReturnType<typeof planRedrive>>} */
  let plan;
  try {
    plan = await planRedrive(fixed);
  } catch (error) {
    toastError(error);
    return null;
  }
  if (plan.notifications === 0) {
    if (!plan.skippedInAll && !plan.notFound.length) toast(t('redrive.none'), 'info');
    return { redriven: 0, skippedInAll: plan.skippedInAll, skippedBy: plan.skippedBy, notFound: plan.notFound, more: plan.more };
  }
  /** @type {Redriven} */
  const all = { redriven: 0, skippedInAll: 0, skippedBy: [], notFound: [], more: false };
  const done = await confirm({
    title: t('redrive.title', { count: plan.notifications }),
    what: html`<${Plan} of=${plan} again=${Boolean(choice.again)} />`,
    count: plan.notifications,
    costUsd: plan.costUsd,
    act: t('redrive.act'),
    type: plan.notifications > MOST_IDS ? name : undefined,
    run: () => send(fixed, plan.notifications, all),
  });
  return done || all.redriven > 0 ? all : null;
}

/** @param {Choice} choice @param {number} planned @param {Redriven} all is added to */
async function send(choice, planned, all) {
  for (const body of bodies(choice)) {
    let redriven;
    do {
      const result = await post(url(PATH), body, TIMEOUT);
      redriven = result.redriven;
      all.redriven += redriven;
      all.more = result.more;
      all.notFound.push(...(result.notFound ?? []));
      if (choice.ids || all.skippedInAll === 0) {
        all.skippedInAll += result.skippedInAll ?? 0;
        for (const { reason } of result.skipped ?? []) {
          const known = all.skippedBy.find((one) => one.reason === reason);
          if (known) known.count++;
          else all.skippedBy.push({ reason, count: 1 });
        }
      }
      // A redrive ends when its time is over: what was promised and is left goes with the next one.
    } while (!choice.ids && all.more && redriven > 0 && all.redriven < planned);
  }
}

/** @param {any} props */
function Plan({ of, again }) {
  const shown = of.byTarget.slice(0, 6);
  return html`
    <ul class="parts">${shown.map(
      (/** @type {any} */ target) => html`<li key=${JSON.stringify(target)}><span class="number"><b>${count(target.notifications)}</b></span>
        <${Whither} of=${target} />${target.channel && html`<span class="muted">${t(`channel.${target.channel}`)}</span>`}</li>`,
    )}</ul>
    ${of.byTarget.length > shown.length && html`<p>${t('redrive.targets', { count: of.byTarget.length - shown.length })}</p>`}
    ${again && html`<p>${t('redrive.again')}</p>`}
    ${of.skippedInAll > 0 && html`<p>${t('redrive.willSkip', { count: of.skippedInAll })}</p><${Skipped} of=${of.skippedBy} />`}
    ${of.more && html`<p>${t('redrive.more')}</p>`}
    <p>${t('redrive.how')}</p>`;
}

/** Why some are not sent, each reason once. @param {{of: {reason: string, count: number}[]}} props */
export function Skipped({ of }) {
  /** @type {Map<string, {count: number, reason: string}>} */
  const kinds = new Map();
  for (const { reason, count: many } of of) {
    const said = meaning(0, reason);
    kinds.set(said, { count: (kinds.get(said)?.count ?? 0) + many, reason });
  }
  return html`<ul class="parts">${[...kinds].map(
    ([said, { count: many, reason }]) => html`<li key=${said} title=${reason}><span class="number"><b>${count(many)}</b></span><span>${said}</span></li>`,
  )}</ul>`;
}
