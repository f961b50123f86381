/** Sends one event again, to a rule that is chosen: a replay of one event, planned first. */
import { html, signal } from '../vendor/ui.js';
import { get, part, post, url } from '../app/api.js';
import { duration } from '../app/format.js';
import { go, to } from '../app/route.js';
import { t } from '../app/words.js';
import { confirm } from '../ui/confirm.js';
import { Field } from '../ui/field.js';
import { toastError } from '../ui/toast.js';

/** @param {{bus: string, id: string, at: string}} event */
export async function replayEvent({ bus, id, at }) {
  let rules;
  try {
    ({ rules } = await get(url(`/api/buses/${part(bus)}/rules`)));
  } catch (error) {
    return toastError(error);
  }
  const chosen = signal(rules[0]?.name ?? '');
  /** @type {any} */ let replay;
  const planned = await confirm({
    title: t('event.replay.title'),
    what: rules.length ? html`<p>${t('event.replay.what')}</p><${Choice} chosen=${chosen} names=${rules.map((/** @type {any} */ rule) => rule.name)} />` : t('event.replay.none'),
    act: t('event.replay.plan'),
    async run() {
      if (!chosen.peek()) throw new Error(t('event.replay.none'));
      const from = new Date(at);
      const end = new Date(from.getTime() + 1000);
      replay = await post(url('/api/replays'), { bus, from: from.toISOString(), to: end.toISOString(), ids: [id], rules: [chosen.peek()] });
    },
  });
  if (!planned) return;
  const { plan } = replay;
  const started = await confirm({
    title: t('event.replay.start', { rule: chosen.peek() }),
    what: html`${!plan.notifications && html`<p>${t('event.replay.nothing')}</p>`}${plan.warnings?.map((/** @type {string} */ warning) => html`<p>${warning}</p>`)}
      ${plan.duration && /^\d+$/.test(String(plan.duration)) && html`<p>${duration(Number(plan.duration) * 1000)}</p>`}`,
    count: plan.notifications,
    costUsd: plan.costUsd,
    act: t('event.replay.act'),
    run: () => post(url(`/api/replays/${part(replay.id)}/start`)),
  });
  if (started) go(to(['replays', replay.id]));
  else post(url(`/api/replays/${part(replay.id)}/cancel`)).catch(() => {}); // A plan is forgotten within a day anyway.
}

/** @param {{chosen: import('../vendor/ui.js').Signal<string>, names: string[]}} props */
const Choice = ({ chosen, names }) => html`<${Field} kind="select" label=${t('event.replay.rule')} value=${chosen.value} options=${names} change=${(/** @type {string} */ name) => (chosen.value = name)} autofocus />`;
