/** Everything in one look: what comes, what goes, what waits, and what needs somebody. Every number leads to what it counts. */
import { html, useEffect, useState } from '../vendor/ui.js';
import { get, part, url } from '../app/api.js';
import { duration, rate, share } from '../app/format.js';
import { to } from '../app/route.js';
import { bus, connection, live, liveError, now } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Skeleton } from '../ui/empty.js';
import { Name } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { Progress } from '../ui/progress.js';
import { Spark } from '../ui/spark.js';
import { State } from '../ui/state.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import { Needs } from './overview-needs.js';

const LONG_SECONDS = 60;

export default function Overview() {
  const numbers = live.value;
  const error = liveError.value;
  return html`<${Page} title=${t('overview.title')}>
    ${!numbers && error && html`<${Problem} error=${error} title=${t('overview.noNumbers')} />`}
    ${!numbers && !error && html`<${Skeleton} lines=${6} />`}
    ${numbers && html`<div class="stack">
      ${connection.value === 'lost' && html`<${Note} kind="warn">${rich('overview.stale', { time: html`<${Time} at=${numbers.at} ago />` })}<//>`}
      <${Numbers} of=${numbers} />
      <${Flow} of=${numbers} />
      <${First} of=${numbers} />
      <div class="overview-below"><${Needs} of=${numbers} /><${Aside} of=${numbers} /></div>
    </div>`}<//>`;
}

/** @param {{of: any}} props */
function Numbers({ of }) {
  const { rates, ageMillis, backlog, history } = of;
  const came = rates.accepted + rates.repeated;
  const late = backlog.oldestUnattemptedSeconds >= LONG_SECONDS;
  return html`<div class="tiles">
    <${Tile} name="accepted" value=${rate(rates.accepted)} unit="/s" spark=${history?.accepted} href=${to('events')} />
    <${Tile} name="repeated" value=${came > 0 ? share(rates.repeated / came) : '–'} note=${t('overview.perSecond', { rate: rate(rates.repeated) })} href=${to('events')} />
    <${Tile} name="matched" value=${rate(rates.matched)} unit="/s" spark=${history?.matched} href=${to('rules')} />
    <${Tile} name="delivered" value=${rate(rates.delivered)} unit="/s" spark=${history?.delivered} href=${to('deliveries', { status: 'delivered' })} />
    <${Tile} name="p99" value=${duration(ageMillis.p99)} spark=${ageMillis.p99 === null ? null : history?.p99Millis} note=${t('overview.p99.none')} href=${to('deliveries')} />
    <${Tile} name="oldest" value=${duration(backlog.oldestUnattemptedSeconds * 1000)} tone=${late ? 'bad' : ''}
      note=${t('overview.oldest.of', { count: backlog.queued + backlog.waiting })} href=${to('targets')} />
  </div>`;
}

/** A number with what it is and how it went. @param {any} props */
function Tile({ name, value, unit, note, spark, tone = '', href }) {
  return html`<a class=${`tile ${tone}`} href=${href}>
    <span class="tile-name">${t(`overview.${name}`)}</span>
    <span class="tile-value">${value}${unit && value !== '–' && html`<small>${unit}</small>`}</span>
    ${spark ? html`<${Spark} values=${spark} tone=${tone} />` : html`<span class="tile-note">${note}</span>`}</a>`;
}

/** The way of the events: what flows from one to the next, and what waits where. @param {{of: any}} props */
function Flow({ of }) {
  const { rates, backlog, targets } = of;
  const trouble = [
    ['disabled', targets.disabled],
    ['failing', targets.failing],
    ['throttled', targets.throttled],
  ].filter(([, number]) => number > 0);
  return html`<section class="card flow" aria-label=${t('overview.flow')}>
    <${Stage} name="ingest" href=${to('events')} note=${rates.accepted + rates.repeated > 0 ? t('overview.repeats', { rate: rate(rates.repeated) }) : t('overview.nothingComes')} />
    <${Way} label=${rate(rates.accepted)} />
    <${Stage} name="router" href=${to('rules')} lag=${backlog.toRoute} note=${backlog.toRoute ? t('overview.behind', { count: backlog.toRoute }) : t('overview.keepsUp')} />
    <${Way} label=${rate(rates.matched)} />
    <${Stage} name="deliveries" href=${to('deliveries')}
      note=${backlog.queued + backlog.waiting + backlog.underWay ? t('overview.waiting', { waiting: backlog.queued + backlog.waiting, underWay: backlog.underWay }) : t('overview.nothingWaits')} />
    <${Way} label=${rate(rates.delivered)} />
    <${Stage} name="targets" href=${to('targets')} lag=${trouble.length} note=${trouble.length ? trouble.map(([state, number]) => t(`overview.${state}`, { count: number })).join(' · ') : t('overview.fine')} />
  </section>`;
}

/** @param {{label: string}} props */
const Way = ({ label }) => html`<span class="flow-way"><span class="flow-rate">${label}<small>/s</small></span><i aria-hidden="true"></i></span>`;

/** @param {any} props */
function Stage({ name, href, note = '', lag = 0 }) {
  return html`<a class="flow-stage" href=${href}><b>${t(`overview.${name}`)}</b><span class=${lag ? 'flow-note lag' : 'flow-note'}>${note}</span></a>`;
}

/** Replays under way and the rooms. @param {{of: any}} props */
function Aside({ of }) {
  const replays = of.replays ?? [];
  const rooms = of.rooms ?? [];
  return html`<div class="stack">
    ${replays.length > 0 &&
    html`<section class="card" aria-labelledby="replays"><header><h2 id="replays">${t('overview.replays')}</h2></header><ul class="lines">
        ${replays.map(
          (/** @type {any} */ one) => html`<li key=${one.id}><a class="line-name" href=${to(['replays', one.id])}><${Name} of=${one.id} mono /></a><${State} of=${one.state} />
            <div class="line-rest"><${Progress} value=${one.share} label=${t('overview.replays.share')} />
              <span class="muted small">${t('overview.perSecond', { rate: rate(one.perSecond) })}${one.secondsLeft > 0 ? ` · ${t('overview.left', { time: duration(one.secondsLeft * 1000) })}` : ''}</span></div></li>`,
        )}</ul></section>`}
    ${rooms.length > 0 &&
    html`<section class="card" aria-labelledby="rooms"><header><h2 id="rooms">${t('overview.rooms')}</h2><a class="small" href=${to('system')}>${t('nav.system')}</a></header><ul class="lines">
        ${rooms.map(
          (/** @type {any} */ room) => html`<li key=${`${room.room} ${room.process}`}><span class="line-name">${room.room} <span class="muted"><${Name} of=${room.process} /></span></span>
            <${State} of=${room.silent ? 'silent' : room.ready ? 'ready' : 'notReady'} />${room.missing?.length > 0 && html`<p class="line-rest muted small">${room.missing.join('; ')}</p>`}</li>`,
        )}</ul></section>`}</div>`;
}

/** What to try where nothing has come yet. @param {{of: any}} props */
function First({ of }) {
  const quiet = of.rates.accepted === 0 && !of.history?.accepted?.some((/** @type {number} */ rate) => rate > 0);
  const [fresh, setFresh] = useState({ events: false, rules: false });
  useEffect(() => {
    if (!quiet) return setFresh({ events: false, rules: false });
    const left = new AbortController();
    const from = new Date(now.peek() - 30 * 86_400_000).toISOString();
    Promise.all([
      get(url('/api/events', { limit: 1, from }), { signal: left.signal }),
      get(url(`/api/buses/${part(bus.value)}/rules`, {}), { signal: left.signal }),
    ]).then(
      ([events, rules]) => setFresh({ events: !events.events.length && !events.searchedBackTo, rules: !rules.rules.length }),
      () => {}, // Then it is not known to be fresh.
    );
    return () => left.abort();
  }, [quiet, bus.value]);
  if (!quiet || !fresh.events) return null;
  const command = `curl ${location.origin}/events -H 'content-type: application/cloudevents+json' -d '
{"specversion": "1.0", "id": "1", "source": "acs.dataworks", "type": "dataworks:FileChange:CommitFile",
 "data": {"eventCode": "commit-file", "fileName": "orders.sql"}}'`;
  const copy = () => navigator.clipboard.writeText(command).then(() => toast(t('copied')));
  return html`<section class="card first" aria-labelledby="first"><h2 id="first">${t('overview.first')}</h2>
    <ol><li><p>${t('overview.first.send')}</p><div class="code"><pre tabindex="0">${command}</pre>${navigator.clipboard && html`<${Button} kind="quiet" small icon="copy" label=${t('copy')} act=${copy} />`}</div></li>
      ${fresh.rules && html`<li><p>${t('overview.first.rule')}</p><${Button} kind="primary" icon="plus" href=${to(['rules', bus.value, 'new'])}>${t('overview.first.make')}<//></li>`}
      <li><p>${rich('overview.first.look', { events: html`<a href=${to('events')}>${t('nav.events')}</a>` })}</p></li></ol></section>`;
}
