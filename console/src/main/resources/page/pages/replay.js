/** One replay: its plan before it starts, how far it is, why it waits, and its account. */
import { html, useEffect, useState } from '../vendor/ui.js';
import { gone, part, post, stream, url } from '../app/api.js';
import { count, duration, rate } from '../app/format.js';
import { isoMillis } from '../app/iso.js';
import { act, ACTS, cost, ICONS, sentence } from '../app/replays.js';
import { go, to } from '../app/route.js';
import { may } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Skeleton } from '../ui/empty.js';
import { Json } from '../ui/json.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { Progress } from '../ui/progress.js';
import { State } from '../ui/state.js';
import { Time } from '../ui/time.js';
import { toastError } from '../ui/toast.js';
import { ruleHref, Whither } from '../ui/way.js';

const FINAL = ['done', 'cancelled', 'failed'];

/**
 * A replay as it is, for as long as somebody looks; what breaks is asked for again.
 * @param {string} id
 */
function useReplay(id) {
  const [replay, setReplay] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    (async () => {
      let pauseMillis = 500;
      let last = '';
      while (!end.signal.aborted) {
        try {
          await stream(url(`/api/replays/${part(id)}`), {
            signal: end.signal,
            onItem(kind, value) {
              if (kind !== 'replay') return;
              // What was under way when a replay was cancelled is still counted as it ends.
              last = value.account.inFlight === 0 ? value.state : '';
              if (!FINAL.includes(value.state)) pauseMillis = 500;
              setReplay(value);
              setError(null);
            },
          });
        } catch (failure) {
          if (end.signal.aborted || gone(failure)) return;
          setError(failure);
          if (/** @type {any} */ (failure).status === 404) return;
        }
        if (FINAL.includes(last)) return;
        await new Promise((resolve) => setTimeout(resolve, pauseMillis));
        pauseMillis = Math.min(5_000, pauseMillis * 2);
      }
    })();
    return () => end.abort();
  }, [id, turn]);
  return { replay, error, set: setReplay, again: () => setTurn((number) => number + 1) };
}

/** @param {{params: string[], query: Record<string, string>}} props */
export default function Replay({ params: [id] }) {
  const { replay, error, set, again } = useReplay(id);
  const acts = may('operate');
  /** @param {string} name */
  const run = async (name) => {
    const answer = await act(replay, name);
    if (answer) set(answer);
  };
  return html`<${Page} title=${t('replay.title')} name=${t('replay.title')}
    intro=${replay && html`<span class="row-gap"><${State} of=${replay.state} /><span>${replay.note || html`<code>${replay.id}</code>`}</span></span>`}
    actions=${replay && html`${(ACTS[replay.state] ?? []).map((name) => html`<${Button} key=${name} icon=${ICONS[name]} kind=${name === 'cancel' ? (replay.state === 'planned' ? 'plain' : 'danger') : 'primary'}
        disabled=${!acts} title=${acts ? undefined : t('noRight.operate')} act=${() => run(name)}>${t(name === 'cancel' && replay.state === 'planned' ? 'replay.drop' : `replaying.${name}`)}<//>`)}
      ${replay.state === 'planned' && acts && html`<${Button} icon="edit" act=${() => change(replay)}>${t('replay.change')}<//>`}
      ${FINAL.includes(replay.state) && acts && html`<${Button} icon="retry" act=${() => change(replay, false)}>${t('replay.likeThis')}<//>`}`}>
    <div class="stack">
      ${error && html`<${Problem} error=${error} retry=${again} />`}
      ${error?.status === 404 && html`<p>${t('replay.forgotten')} <a href=${to('replays')}>${t('nav.replays')}</a></p>`}
      ${!acts && replay && !FINAL.includes(replay.state) && html`<${Note}>${t('noRight.operate')}<//>`}
      ${!replay && !error && html`<${Skeleton} lines=${6} />`}
      ${replay && html`
        ${replay.reason && html`<${Note} kind=${replay.state === 'failed' ? 'bad' : 'warn'}>${sentence(replay.reason)}<//>`}
        ${replay.state === 'planned' ? html`<${Plan} of=${replay} />` : html`<${Progressing} of=${replay} /><${Account} of=${replay} />`}
        <div class="columns"><${Order} of=${replay} />${replay.state !== 'planned' && html`<${Plan} of=${replay} small />`}</div>`}
    </div><//>`;
}

/** Back to the form, with what was ordered; a plan that was not started is dropped when the new one is there. @param {any} replay @param {boolean} [instead] */
function change(replay, instead = true) {
  const rules = replay.all ? '' : replay.rules.map((/** @type {string} */ rule) => rule.replace(/@\d+$/, '')).join(',');
  go(
    to(['replays', 'new'], {
      bus: replay.bus,
      from: replay.from,
      to: replay.to,
      rules,
      all: replay.all ? 'true' : '',
      ids: replay.ids?.join('\n'),
      pattern: replay.pattern ? JSON.stringify(replay.pattern) : '',
      only: replay.only === 'all' ? '' : replay.only,
      speed: replay.speed === 'max' ? '' : replay.speed,
      note: replay.note,
      instead: instead ? replay.id : '',
    }),
  );
}

/** Drops a plan that another one replaced. @param {string} id */
export const drop = (id) => post(url(`/api/replays/${part(id)}/cancel`)).catch(toastError);

/** What it would send. @param {{of: any, small?: boolean}} props */
function Plan({ of, small = false }) {
  const { plan } = of;
  const millis = isoMillis(plan.duration);
  return html`<section class="card"><header><h2>${t(small ? 'replay.plan.was' : 'replay.plan')}</h2>
      <span class="muted">${t(plan.exact ? 'replay.exact' : 'replay.estimate')}</span></header>
    ${!small && html`<p class="plan-sum">${rich('replay.plan.sum', { notifications: html`<b>${t('confirm.notifications', { count: plan.notifications })}</b>`, events: t('replay.events', { count: plan.events }), matched: plan.matched })}</p>`}
    <dl class="facts"><div><dt>${t('replay.notifications')}</dt><dd><b>${count(plan.notifications)}</b></dd></div>
      <div><dt>${t('replay.cost')}</dt><dd><b>${cost(plan)}</b></dd></div>
      <div><dt>${t('replay.takes')}</dt><dd>${millis ? duration(millis) : t('replay.takes.max')}</dd></div>
      <div><dt>${t('replay.matched')}</dt><dd>${t('replay.ofEvents', { matched: plan.matched, count: plan.events })}</dd></div></dl>
    ${plan.byTarget?.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label=${t('replay.byTarget')}><table class="plain"><thead><tr><th>${t('replay.target')}</th><th class="right">${t('replay.notifications')}</th><th class="right wide-only">${t('replay.rate')}</th><th class="right">${t('replay.takes')}</th></tr></thead>
      <tbody>${plan.byTarget.map((/** @type {any} */ target) => html`<tr key=${`${target.rule} ${target.target}`}><td><${Whither} of=${target} /> <span class="muted">${t(`channel.${target.channel}`)}</span></td>
        <td class="right">${count(target.notifications)}</td><td class="right nowrap wide-only">${target.ratePerMinute ? t('replay.perMinute', { count: target.ratePerMinute }) : html`<span class="muted">${t('replay.noLimit')}</span>`}</td>
        <td class="right nowrap">${isoMillis(target.duration) ? duration(isoMillis(target.duration)) : html`<span class="muted">–</span>`}</td></tr>`)}</tbody></table></div>`}
    ${plan.warnings?.length > 0 && html`<ul class="stack warnings">${plan.warnings.map((/** @type {string} */ warning) => html`<li key=${warning}><${Note} kind="warn">${sentence(warning)}<//></li>`)}</ul>`}</section>`;
}

/** How long it takes yet: the longer of what the server says and of what is left of the plan at this rate. @param {any} replay */
function leftOf({ plan, account, progress }) {
  const events = Math.max(0, plan.events - account.read);
  return Math.max(isoMillis(progress.timeLeft) ?? 0, progress.eventsPerSecond > 0 ? (events / progress.eventsPerSecond) * 1000 : 0);
}

/** @param {{of: any}} props */
function Progressing({ of }) {
  const { progress, state } = of;
  const leftMillis = leftOf(of);
  return html`<section class="card progressing" aria-label=${t('replay.progress')}>
    <${Progress} value=${progress.share} label=${t('replay.progress')} />
    <p class="row-gap" role="status">
      ${state === 'running' && html`<span>${t('replay.perSecond', { rate: rate(progress.eventsPerSecond) })}</span>${leftMillis >= 1000 && html`<span>${t('replay.left', { time: duration(leftMillis) })}</span>`}`}
      ${state === 'paused' && html`<span>${t('replay.paused')}</span>`}
      ${FINAL.includes(state) && html`<span>${t(`replay.ended.${state}`)} <${Time} at=${of.changed} /></span>`}
      ${progress.waitsFor && html`<span class="muted">${t('replay.waitsFor')} ${sentence(progress.waitsFor)}</span>`}</p></section>`;
}

/** Its account, which adds up. @param {{of: any}} props */
function Account({ of }) {
  const { account } = of;
  const here = { replay: of.id, last: '7d' };
  const events = ['repeated', 'unmatched', 'matched', 'expired'];
  const sent = ['delivered', 'merged', 'dead', 'cancelled', 'inFlight'];
  /** @type {Record<string, string>} */
  const links = { delivered: to('deliveries', { ...here, status: 'delivered' }), dead: to('deliveries', { ...here, status: 'dead' }), cancelled: to('deliveries', { ...here, status: 'cancelled' }) };
  /** @param {string} all @param {string[]} parts */
  const sum = (all, parts) => {
    const adds = parts.reduce((total, name) => total + account[name], 0) === account[all];
    return html`<div class="sum" role="group" aria-label=${t(`replay.account.${all}`)}><${Figure} name=${all} value=${account[all]} href=${all === 'deliveries' ? to('deliveries', here) : ''} main />
      <span class="sum-sign" title=${adds ? undefined : t('replay.account.moving')}>${adds ? '=' : '≈'}</span>
      ${parts.map((name, index) => html`${index > 0 && html`<span class="sum-sign" aria-hidden="true">+</span>`}<${Figure} name=${name} value=${account[name]} href=${account[name] ? links[name] : ''} tone=${name === 'dead' && account[name] ? 'bad' : ''} />`)}</div>`;
  };
  return html`<section class="card"><h2>${t('replay.account')}</h2><div class="stack">${sum('read', events)}${sum('deliveries', sent)}</div></section>`;
}

/** @param {{name: string, value: number, href?: string, tone?: string, main?: boolean}} props */
function Figure({ name, value, href = '', tone = '', main = false }) {
  const inside = html`<b class="number">${count(value)}</b><span class="muted">${t(`replay.account.${name}`)}</span>`;
  const classes = `figure ${tone} ${main ? 'main' : ''}`;
  return href ? html`<a class=${classes} href=${href}>${inside}</a>` : html`<span class=${classes}>${inside}</span>`;
}

/** What was ordered. @param {{of: any}} props */
function Order({ of }) {
  return html`<section class="card"><h2>${t('replay.order')}</h2><dl class="facts">
    <div class="wide"><dt>${t('replay.period')}</dt><dd><${Time} at=${of.from} day /> – <${Time} at=${of.to} day /></dd></div>
    <div class="wide"><dt>${t(of.all ? 'replay.rules.all' : 'replay.rules')}</dt><dd class="rule-list">${of.rules.map((/** @type {string} */ label) => {
      const [, name, revision] = /** @type {string[]} */ (/^(.*)@(\d+)$/.exec(label) ?? ['', label, '']);
      return html`<span key=${label}><a href=${ruleHref(of.bus, name)}>${name}</a> <span class="muted">${t('replay.revision', { number: revision })}</span></span>`;
    })}</dd></div>
    <div><dt>${t('frame.bus')}</dt><dd>${of.bus}</dd></div>
    <div><dt>${t('replay.only')}</dt><dd>${t(`replay.only.${of.only}`)}</dd></div>
    <div><dt>${t('replay.speed')}</dt><dd>${typeof of.speed === 'number' ? t('replay.speed.rate', { count: of.speed }) : t(`replay.speed.${of.speed}`)}</dd></div>
    <div><dt>${t('replay.ordered')}</dt><dd><${Time} at=${of.ordered} day />${of.orderedBy && html` · ${of.orderedBy}`}</dd></div>
    ${of.note && html`<div class="wide"><dt>${t('replay.note')}</dt><dd>${of.note}</dd></div>`}
    <div class="wide"><dt>${t('replay.id')}</dt><dd><code>${of.id}</code></dd></div>
    ${of.ids && html`<div class="wide"><dt>${t('replay.ids', { count: of.ids.length })}</dt><dd class="scroll mono small" tabindex="0" role="region" aria-label=${t('replay.ids', { count: of.ids.length })}>${of.ids.join('\n')}</dd></div>`}
    ${of.pattern && html`<div class="wide"><dt>${t('replay.pattern')}</dt><dd><${Json} value=${of.pattern} label=${t('replay.pattern')} /></dd></div>`}
  </dl></section>`;
}
