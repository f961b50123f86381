/** What the pages of replays share: the acts with their questions, and the server's sentences in the reader's language. */
import { html } from '../vendor/ui.js';
import { part, post, url } from './api.js';
import { usd } from './format.js';
import { t, wordsOf } from './words.js';
import { confirm } from '../ui/confirm.js';
import { visible } from '../ui/name.js';
import { toast } from '../ui/toast.js';
import { Whither } from '../ui/way.js';

await wordsOf('replaying');

/** @type {[RegExp, string, string[]][]} a sentence of the server, our text for it, what its groups are */
const SENTENCES = [
  [/^([\d,]+) deliveries to (.+) have not ended$/, 'replaying.waits.target', ['count', 'target']],
  [/^([\d,]+) deliveries have not ended$/, 'replaying.waits.deliveries', ['count']],
  [/^the next event at this speed$/, 'replaying.waits.speed', []],
  [/^live events, which are behind/, 'replaying.waits.live', []],
  [/^([\d,]+) other replays of the account/, 'replaying.waits.others', ['count']],
  [/^a router that takes it over$/, 'replaying.waits.router', []],
  [/^rules that were deleted before their part had ended: (.*)$/s, 'replaying.deleted', ['rules']],
  [/^there was no time to count everything/, 'replaying.warn.estimate', []],
  [/^the numbers are of all that match; deliveries that are not (\w+)/, 'replaying.warn.only', ['only']],
  [/^it would send nothing$/, 'replaying.warn.nothing', []],
  [/^its first events are deleted from the history at about (\S+),/, 'replaying.warn.expires', ['time']],
  [/^and ([\d,]+) more warnings$/, 'replaying.warn.more', ['count']],
  [/^the rule (.+) is disabled; it is replayed all the same$/, 'replaying.warn.disabledRule', ['rule']],
  [/^the rule (.+) has no targets$/, 'replaying.warn.noTargets', ['rule']],
  [/^the target (.+) of the rule (.+) is disabled;/, 'replaying.warn.disabledTarget', ['target', 'rule']],
  [/^the target (.+) of the rule (.+) takes ([\d,]+) a minute, which is (.+) for ([\d,]+)(, or fewer as digests)?$/, 'replaying.warn.slow', ['target', 'rule', 'rate', 'time', 'count']],
  [/^to is in the future/, 'replaying.warn.future', []],
  [/^the history begins at (\S+), and so does the replay$/, 'replaying.warn.begins', ['time']],
];

/** A sentence of the server about a replay, as the one who reads says it. @param {string} text */
export function sentence(text) {
  for (const [pattern, key, names] of SENTENCES) {
    const found = pattern.exec(text);
    if (!found) continue;
    const values = Object.fromEntries(names.map((name, index) => [name, visible(found[index + 1] ?? '')]));
    if (values.time && !Number.isNaN(Date.parse(values.time))) values.time = new Date(values.time).toLocaleString();
    if (values.count) values.count = /** @type {any} */ (Number(values.count.replaceAll(',', '')));
    if (values.only) values.only = t(`replaying.only.${values.only}`);
    return t(key, values);
  }
  return visible(text);
}

/** What can be done in a state. @type {Record<string, string[]>} */
export const ACTS = { planned: ['start', 'cancel'], running: ['pause', 'cancel'], paused: ['resume', 'cancel'] };

/** @type {Record<string, string>} */
export const ICONS = { start: 'play', pause: 'pause', resume: 'play', cancel: 'stop' };

/** What is still to be sent, at most. @param {any} replay */
export const left = (replay) => Math.max(0, replay.plan.notifications - replay.account.deliveries);

/**
 * Asks, then does it. Answers the replay as it is then, or null.
 * @param {any} replay @param {string} act @returns {Promise<any>}
 */
export async function act(replay, act) {
  let answer = null;
  const run = async () => {
    answer = await post(url(`/api/replays/${part(replay.id)}/${act}`));
  };
  const targets = replay.plan.byTarget ?? [];
  const sends = act === 'start' || act === 'resume';
  const name = replay.rules.length === 1 ? replay.rules[0].replace(/@\d+$/, '') : replay.bus;
  const many = act === 'start' ? replay.plan.notifications : left(replay);
  const done = await confirm({
    title: t(`replaying.${act}.title`),
    what: html`<p>${t(act === 'cancel' && replay.state === 'planned' ? 'replaying.forget.what' : `replaying.${act}.what`)}</p>
      ${sends && targets.length > 0 && html`<ul class="parts">${targets.slice(0, 6).map((/** @type {any} */ target) => html`<li key=${`${target.rule} ${target.target}`}>
        <span class="number"><b>${target.notifications}</b></span><${Whither} of=${target} /><span class="muted">${t(`channel.${target.channel}`)}</span></li>`)}</ul>
        ${targets.length > 6 && html`<p>${t('replaying.targets', { count: targets.length - 6 })}</p>`}`}`,
    ...(sends && { count: many }),
    ...(act === 'cancel' && replay.state !== 'planned' && { count: many, unit: 'replaying.cancel.count' }),
    ...(act === 'start' && { costUsd: replay.plan.costUsd }),
    type: sends && many > 1000 ? name : undefined,
    act: t(`replaying.${act}`),
    danger: act === 'cancel',
    run,
  });
  if (done) toast(t(`replaying.${act}.done`));
  return done ? answer : null;
}

/** What a plan costs, where it costs anything. @param {any} plan */
export const cost = (plan) => (Number(plan.costUsd) > 0 ? t('confirm.atMost', { usd: usd(plan.costUsd) }) : t('replaying.free'));
