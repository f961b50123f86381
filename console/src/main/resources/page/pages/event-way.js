/** The way of an event as a time line: accepted, matched, and each delivery with all that happened to it. */
import { html, useState } from '../vendor/ui.js';
import { enableTarget, redrive } from '../app/acts.js';
import { duration } from '../app/format.js';
import { to } from '../app/route.js';
import { may } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { meaning } from '../ui/answer.js';
import { Button } from '../ui/button.js';
import { Icon } from '../ui/icon.js';
import { Name, visible } from '../ui/name.js';
import { State } from '../ui/state.js';
import { Time } from '../ui/time.js';

const FIRST = 3;
const LAST = 5;

/** @param {{of: any, again: () => Promise<void>}} props */
export function Way({ of, again }) {
  const start = Date.parse(of.accepted.at);
  const matched = of.rules.length;
  return html`<ol class="way">
    <${Step} tone="good" icon="check" at=${of.accepted.at} title=${t('event.accepted')}>
      <span class="muted small">${t('event.place', { partition: String(of.accepted.partition), offset: String(of.accepted.offset) })}</span><//>
    ${of.cameAgain.map(
      (/** @type {any} */ one) => html`<${Step} key=${`${one.partition} ${one.offset}`} tone=${one.duplicate ? 'off' : 'warn'} icon="merge" at=${one.at} start=${start}
        title=${t(one.duplicate ? 'event.duplicate' : 'event.twice')} />`,
    )}
    ${of.replays.map(
      (/** @type {any} */ one) => html`<${Step} key=${one.id} tone="busy" icon="retry" at=${one.ordered} start=${start} title=${rich('event.replayed', { replay: html`<a href=${to(['replays', one.id])}><${Name} of=${one.id} mono /></a>` })}><${State} of=${one.state} /><//>`,
    )}
    <${Step} tone=${matched ? 'good' : 'off'} icon=${matched ? 'arrow' : 'minus'} title=${t(matched ? 'event.matched' : 'event.unmatched', { count: matched, total: matched + of.unmatchedTotal })} />
    ${of.rules.map((/** @type {any} */ rule) => html`<${Rule} key=${rule.rule} rule=${rule} bus=${of.bus} start=${start} again=${again} />`)}
  </ol>`;
}

/** @param {any} props */
function Step({ tone, icon, at, start, title, children }) {
  return html`<li class=${`step ${tone}`}><span class="step-sign"><${Icon} name=${icon} size=${14} /></span>
    <div class="step-body"><div class="step-line"><b>${title}</b>${at && html`<span class="step-time"><${Time} at=${at} millis />${start !== undefined && html`<${After} at=${at} start=${start} />`}</span>`}</div>${children}</div></li>`;
}

/** How long after the acceptance. @param {{at: string, start: number}} props */
function After({ at, start }) {
  const millis = Date.parse(at) - start;
  return millis < 0 ? null : html` <span class="after-time">+${duration(millis)}</span>`;
}

/** @param {{rule: any, bus: string, start: number, again: () => Promise<void>}} props */
function Rule({ rule, bus, start, again }) {
  const name = html`<a href=${to(['rules', bus, rule.rule])}><${Name} of=${rule.rule} /></a>`;
  return html`<li class="step rule ${rule.enabled === false ? 'off' : ''}"><span class="step-sign"><${Icon} name="dot" size=${14} /></span>
    <div class="step-body"><div class="step-line"><b>${name}</b>
        <span class="muted small">${rule.matchedRevision && rule.revision !== rule.matchedRevision ? t('event.revisionThen', { then: String(rule.matchedRevision), now: String(rule.revision ?? '–') }) : rule.revision ? t('event.revision', { revision: String(rule.revision) }) : ''}</span>
        ${rule.enabled === false && html`<${State} of="disabled" />`}</div>
      ${rule.changedSince && html`<p class="muted small">${rich('event.changedSince', { time: html`<${Time} at=${rule.changedSince} />` })}</p>`}
      ${rule.note && html`<p class="muted small">${visible(rule.note)}</p>`}
      ${rule.deliveries.map((/** @type {any} */ one) => html`<${Delivery} key=${one.id} of=${one} rule=${rule.rule} bus=${bus} start=${start} again=${again} />`)}</div></li>`;
}

/** @param {{of: any, rule: string, bus: string, start: number, again: () => Promise<void>}} props */
function Delivery({ of, rule, bus, start, again }) {
  const [all, setAll] = useState(false);
  const happened = items(of);
  const cut = !all && happened.length > FIRST + LAST + 1;
  const shown = cut ? [...happened.slice(0, FIRST), null, ...happened.slice(-LAST)] : happened;
  const failing = !of.why?.startsWith('the target is disabled');
  const dead = of.state === 'dead' && of.deadLetter?.at(-1)?.what !== 'redriven';
  return html`<div class="delivery">
    <div class="step-line"><a href=${to('targets', { bus, rule, target: of.target })}><${Name} of=${of.target} /></a>
      ${of.channel && html`<span class="muted small">${t(`channel.${of.channel}`)}</span>`}${of.contact && html`<span class="muted small"><${Name} of=${of.contact} /></span>`}
      <${State} of=${of.state} />${of.until && Date.parse(of.until) > Date.now() && html`<span class="muted small"><${Time} at=${of.until} left /></span>`}
      ${of.replay && html`<a class="small" href=${to(['replays', of.replay])}>${t('event.byReplay')}</a>`}</div>
    ${of.why && html`<p class="small warn-text">${visible(of.why)} ${may('operate') && html`<${Button} small act=${async () => (await enableTarget({ bus, rule, target: of.target, failing })) && again()}>${t(failing ? 'act.tryNow' : 'enable')}<//>`}</p>`}
    ${of.mergedInto && html`<p class="small muted">${rich('event.mergedInto', { id: html`<${Name} of=${of.mergedInto} mono />` })}</p>`}
    ${shown.length > 0 &&
    html`<ul class="happened">${shown.map((one) =>
        one === null
          ? html`<li key="more"><${Button} small kind="quiet" act=${() => setAll(true)}>${t('event.between', { count: happened.length - FIRST - LAST })}<//></li>`
          : html`<li key=${one.key} class=${one.tone}><span class="step-time"><${Time} at=${one.at} millis /></span><span><${After} at=${one.at} start=${start} /></span><span class="happened-what">${one.what}</span></li>`,
      )}</ul>`}
    ${dead && may('operate') && html`<${Button} small icon="retry" act=${async () => (await redrive({ ids: [of.id] })) && again()}>${t('act.redrive.act')}<//>`}
    <p class="muted small delivery-id"><${Name} of=${of.id} mono /></p></div>`;
}

/** What happened to a delivery, by time. @param {any} of */
function items(of) {
  /** @type {{key: string, at: string, tone: string, what: any}[]} */
  const list = [];
  for (const one of of.attempts ?? []) {
    const status = one.httpStatus > 0 ? ` · ${one.httpStatus}` : '';
    list.push({
      key: `attempt ${one.number} ${one.at}`,
      at: one.at,
      tone: one.result === 'delivered' ? 'good' : one.result === 'retrying' ? 'warn' : 'bad',
      what: html`<b>${t(`event.attempt.${one.result}`, { number: String(one.number) })}</b> <span class="muted">${duration(one.tookMillis)}${status}</span>
        ${one.reason && html`<span class="reason" title=${visible(one.reason)}>${meaning(one.httpStatus, one.reason)}</span>`}
        ${one.due && html`<span class="muted"> ${rich('event.next', { time: html`<${Time} at=${one.due} />` })}</span>`}`,
    });
  }
  for (const one of of.waits ?? []) {
    list.push({
      key: `wait ${one.at}`,
      at: one.at,
      tone: 'wait',
      what: rich('event.waits', { until: html`<${Time} at=${one.until} />`, time: duration(Date.parse(one.until) - Date.parse(one.at)) }),
    });
  }
  for (const one of of.deadLetter ?? []) {
    list.push({ key: `dead ${one.what} ${one.at}`, at: one.at, tone: one.what === 'redriven' ? 'good' : 'bad', what: t(one.what === 'redriven' ? 'event.redriven' : 'event.kept') });
  }
  return list.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
