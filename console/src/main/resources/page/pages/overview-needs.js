/** What needs somebody, each with what can be done about it. */
import { html } from '../vendor/ui.js';
import { enableTarget, redrive } from '../app/acts.js';
import { count, duration } from '../app/format.js';
import { to } from '../app/route.js';
import { may } from '../app/store.js';
import { known, rich, t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Icon } from '../ui/icon.js';
import { Name, visible } from '../ui/name.js';
import { Time } from '../ui/time.js';

/** @typedef {{kind: string, bus?: string, rule?: string, target?: string, channel?: string, room?: string, process?: string, replay?: string, since?: string, until?: string | null, reason?: string, count?: number, more?: boolean, lagSeconds?: number}} Need */

/** How each kind looks and where it leads. @type {Record<string, {tone: string, icon: string, href: (need: any) => string}>} */
const KINDS = {
  targetDisabled: { tone: 'bad', icon: 'off', href: ({ rule, target }) => to('targets', { rule, target }) },
  targetFailing: { tone: 'warn', icon: 'warning', href: ({ rule, target }) => to('targets', { rule, target }) },
  targetThrottled: { tone: 'warn', icon: 'clock', href: ({ rule, target }) => to('targets', { rule, target }) },
  targetBehind: { tone: 'warn', icon: 'clock', href: ({ rule, target }) => to('targets', { rule, target }) },
  deadLetters: { tone: 'bad', icon: 'cross', href: ({ rule, target }) => to('dead-letters', { rule, target }) },
  roomNotReady: { tone: 'bad', icon: 'warning', href: () => to('system') },
  roomSilent: { tone: 'bad', icon: 'warning', href: () => to('system') },
  replayFailed: { tone: 'bad', icon: 'cross', href: ({ replay }) => to(['replays', ...(replay ? [replay] : [])]) },
  rulesUnreadable: { tone: 'bad', icon: 'warning', href: () => to('system') },
  diskShort: { tone: 'bad', icon: 'warning', href: () => to('system') },
};

/** @param {{of: any}} props */
export function Needs({ of }) {
  /** @type {Need[]} */
  const needs = of.needs ?? [];
  return html`<section class="card needs" aria-labelledby="needs">
    <header><h2 id="needs">${t('overview.needs')}</h2>${needs.length > 0 && html`<span class="badge">${count(needs.length + (of.needsLeftOut ?? 0))}</span>`}</header>
    ${needs.length === 0
      ? html`<p class="needs-none"><${Icon} name="check" size=${18} />${t('overview.needs.none')}</p>`
      : html`<ul>${needs.map((need) => html`<${Item} key=${`${need.kind} ${need.bus} ${need.rule} ${need.target} ${need.room} ${need.process}`} need=${need} />`)}</ul>`}
    ${of.needsLeftOut > 0 && html`<p class="lines-more muted small">${t('overview.needs.more', { count: of.needsLeftOut })}</p>`}
  </section>`;
}

/** @param {{need: Need}} props */
function Item({ need }) {
  const { tone, icon, href } = KINDS[need.kind] ?? { tone: 'warn', icon: 'warning', href: () => to('system') };
  const key = `overview.need.${need.kind}`;
  const names = {
    rule: html`<${Name} of=${need.rule} />`,
    target: html`<b><${Name} of=${need.target} /></b>`,
    channel: need.channel ? t(`channel.${need.channel}`) : '',
    room: html`<b>${need.room}</b>`,
    process: html`<${Name} of=${need.process} />`,
    count: need.count ?? 0,
    more: need.more ? '+' : '',
    lag: duration((need.lagSeconds ?? 0) * 1000),
    until: html`<${Time} at=${need.until} left />`,
  };
  const which = need.kind === 'targetThrottled' && !need.until ? `${key}.now` : key;
  return html`<li class=${tone}><${Icon} name=${icon} size=${18} />
    <div class="need"><p>${known(which) ? rich(which, names) : need.kind}</p>
      <p class="muted small">${need.reason && html`<span class="need-reason" title=${need.reason}>${visible(need.reason)}</span>`}
        ${need.since && html`<span class="nowrap"><${Time} at=${need.since} ago /></span>`}</p></div>
    <div class="need-act">${act(need)}<${Button} small kind="quiet" icon="right" label=${t('overview.needs.look')} href=${href(need)} /></div></li>`;
}

/** @param {Need} need */
function act(need) {
  if (!may('operate')) return null;
  const { bus = 'default', rule = '', target = '' } = need;
  if (need.kind === 'targetDisabled' || need.kind === 'targetFailing') {
    return html`<${Button} small act=${() => enableTarget({ bus, rule, target, reason: need.reason, failing: need.kind === 'targetFailing' })}>${t(need.kind === 'targetDisabled' ? 'enable' : 'act.tryNow')}<//>`;
  }
  if (need.kind === 'deadLetters') return html`<${Button} small act=${() => redrive({ bus: need.bus, rule: need.rule, target: need.target })}>${t('overview.needs.redrive')}<//>`;
  return null;
}
