/** Everything in one look: what comes, what goes, what waits, and what needs somebody. Every number leads to what it counts. */
import { html } from '../vendor/ui.js';
import { count, duration, rate, share } from '../app/format.js';
import { to } from '../app/route.js';
import { connection, live, liveError } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { Skeleton } from '../ui/empty.js';
import { Icon } from '../ui/icon.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { Spark } from '../ui/spark.js';
import { Time } from '../ui/time.js';

export default function Overview() {
  const numbers = live.value;
  return html`<${Page} title=${t('overview.title')}>
    ${!numbers && liveError.value && html`<${Problem} error=${liveError.value} title=${t('overview.noNumbers')} />`}
    ${!numbers && !liveError.value && html`<${Skeleton} lines=${6} />`}
    ${numbers && html`<div class="stack">
      ${connection.value === 'lost' && html`<${Note} kind="warn">${rich('overview.stale', { time: html`<${Time} at=${numbers.at} ago />` })}<//>`}
      <${Numbers} of=${numbers} />
      <${Flow} of=${numbers} />
    </div>`}<//>`;
}

/** @param {{of: any}} props */
function Numbers({ of }) {
  const { rates, ageMillis, backlog, history } = of;
  const accepted = rates.accepted + rates.repeated;
  return html`<div class="tiles">
    <${Tile} name="accepted" value=${rate(rates.accepted)} unit="/s" spark=${history?.accepted} href=${to('events')} />
    <${Tile} name="repeated" value=${share(accepted > 0 ? rates.repeated / accepted : 0)} note=${`${rate(rates.repeated)}/s`} href=${to('events')} />
    <${Tile} name="matched" value=${rate(rates.matched)} unit="/s" spark=${history?.matched} href=${to('rules')} />
    <${Tile} name="delivered" value=${rate(rates.delivered)} unit="/s" spark=${history?.delivered} href=${to('deliveries', { status: 'delivered' })} />
    <${Tile} name="p99" value=${duration(ageMillis.p99)} spark=${history?.p99Millis} note=${ageMillis.p99 === null ? t('overview.p99.none') : ''} href=${to('deliveries')} />
    <${Tile} name="oldest" value=${duration(backlog.oldestUnattemptedSeconds * 1000)} tone=${backlog.oldestUnattemptedSeconds > 60 ? 'bad' : ''}
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

/** The way of the events, with what flows and what waits. @param {{of: any}} props */
function Flow({ of }) {
  const { rates, backlog, targets } = of;
  const trouble = targets.throttled + targets.failing + targets.disabled;
  return html`<section class="card flow" aria-label=${t('overview.flow')}>
    <${Stage} name="ingest" href=${to('events')} number=${`${rate(rates.accepted)}/s`} />
    <${Way} />
    <${Stage} name="router" href=${to('rules')} number=${`${rate(rates.matched)}/s`} lag=${backlog.toRoute} note=${t('overview.behind', { count: backlog.toRoute })} />
    <${Way} />
    <${Stage} name="deliveries" href=${to('deliveries')} number=${`${rate(rates.delivered)}/s`} lag=${backlog.queued}
      note=${t('overview.waiting', { queued: count(backlog.queued), waiting: count(backlog.waiting) })} />
    <${Way} />
    <${Stage} name="targets" href=${to('targets')} number=${t('overview.underWay', { count: backlog.underWay })} lag=${trouble}
      note=${trouble ? t('overview.trouble', { count: trouble }) : t('overview.fine')} />
  </section>`;
}

const Way = () => html`<span class="flow-way" aria-hidden="true"><${Icon} name="right" size=${20} /></span>`;

/** @param {any} props */
function Stage({ name, href, number, note = '', lag = 0 }) {
  return html`<a class="flow-stage" href=${href}><span class="tile-name">${t(`overview.${name}`)}</span>
    <span class="flow-number">${number}</span><span class=${lag ? 'flow-note lag' : 'flow-note'}>${note}</span></a>`;
}
