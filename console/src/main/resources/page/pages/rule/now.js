/** How a stored rule does just now: its targets, and its last deliveries. */
import { html } from '../../vendor/ui.js';
import { enableTarget } from '../../app/acts.js';
import { get, url } from '../../app/api.js';
import { duration } from '../../app/format.js';
import { Loaded, useLoad } from '../../app/load.js';
import { to } from '../../app/route.js';
import { may } from '../../app/store.js';
import { t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { Name, visible } from '../../ui/name.js';
import { State } from '../../ui/state.js';
import { Time } from '../../ui/time.js';

const DELIVERIES = 8;

/** @param {{bus: string, rule: any, states: import('../../app/load.js').Load<any>, changed: () => any}} props */
export function Now({ bus, rule, states, changed }) {
  const deliveries = useLoad((signal) => get(url('/api/deliveries', { bus, rule: rule.name, limit: DELIVERIES }), { signal }), [bus, rule.name], { everySeconds: 10 });
  const where = { bus, rule: rule.name };
  return html`<div class="stack">
    <section class="stack" aria-labelledby="now-targets"><h3 id="now-targets">${t('rule.now.targets')}</h3>
      ${rule.targets.length === 0 ? html`<p class="muted">${t('rule.who.none')}</p>` : html`<ul class="rule-states">${rule.targets.map((/** @type {any} */ target) => html`<${Target} key=${target.id} where=${where} target=${target} state=${states.value?.targets.find((/** @type {any} */ one) => one.target === target.id)} changed=${changed} />`)}</ul>`}
    </section>
    <section class="stack" aria-labelledby="now-last"><h3 id="now-last">${t('rule.now.last')}</h3>
      <${Loaded} of=${deliveries} lines=${4}>${(/** @type {any} */ found) =>
        found.deliveries.length
          ? html`<ul class="rule-states">${found.deliveries.map(
              (/** @type {any} */ one) => html`<li key=${one.id}><a class="rule-states-name" href=${to(['events', one.bus, one.event], { around: one.accepted })} title=${one.event}><${Name} of=${one.target} /></a><${State} of=${one.status} /><span class="muted small"><${Time} at=${one.at} ago /></span>
                ${one.reason && html`<p class="small muted">${visible(one.reason)}</p>`}</li>`,
            )}</ul>`
          : html`<p class="muted">${t('rule.now.none')}</p>`}<//>
    </section>
    <nav class="row-gap" aria-label=${t('rule.now.more')}>
      <${Button} small href=${to('deliveries', where)}>${t('nav.deliveries')}<//><${Button} small href=${to('dead-letters', where)}>${t('nav.dead-letters')}<//>
      <${Button} small href=${to('targets', where)}>${t('nav.targets')}<//>${may('operate') && html`<${Button} small href=${to(['replays', 'new'], { bus, rules: rule.name })}>${t('rule.now.replay')}<//>`}</nav></div>`;
}

/** @param {{where: {bus: string, rule: string}, target: any, state: any, changed: () => any}} props */
function Target({ where, target, state, changed }) {
  const how = state?.state ?? target.health?.state ?? 'well';
  const reason = state?.reason ?? target.health?.reason;
  const since = state?.since ?? target.health?.since;
  const enable = async () => {
    if (await enableTarget({ ...where, target: target.id, reason })) await changed();
  };
  const waits = (state?.waiting ?? 0) + (state?.queued ?? 0);
  return html`<li><span class="rule-states-name"><${Name} of=${target.id} /> <small class="muted">${t(`channel.${target.type}`)}</small></span><${State} of=${how === 'well' ? 'ok' : how} />
    ${how === 'disabled' && may('operate') && html`<${Button} small act=${enable}>${t('enable')}<//>`}
    ${(reason || waits > 0) &&
    html`<p class="small muted">${reason && html`<span>${visible(reason)}</span>`}${how !== 'well' && since && html` · <${Time} at=${since} ago />`}
        ${waits > 0 && html` · ${t('rule.now.waiting', { count: waits, lag: duration((state.lagSeconds ?? 0) * 1000) })}`}</p>`}</li>`;
}
