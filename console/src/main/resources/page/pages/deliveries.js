/** What became of deliveries, the newest first, and where the time of each went. */
import { html, useMemo, useRef } from '../vendor/ui.js';
import { get, part, url } from '../app/api.js';
import { duration } from '../app/format.js';
import { LATE_MILLIS, lateness } from '../app/lateness.js';
import { useList } from '../app/list.js';
import { useLoad } from '../app/load.js';
import { setQuery, to } from '../app/route.js';
import { buses, may } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { After } from '../ui/after.js';
import { Answer, meaning } from '../ui/answer.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Empty, Skeleton } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { FilterText, TargetFilter } from '../ui/filter.js';
import { Name } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Period, periodOf } from '../ui/period.js';
import { Note, Problem } from '../ui/problem.js';
import { State } from '../ui/state.js';
import { Table } from '../ui/table.js';
import { Time } from '../ui/time.js';
import { eventHref, ruleHref, Story, Whither } from '../ui/way.js';

const LAST = '1h';
const LASTS = ['15m', '1h', '12h', '24h', '7d'];
const STATUSES = ['delivered', 'retrying', 'dead', 'cancelled'];
const FILTER = ['bus', 'rule', 'target', 'status', 'event', 'replay'];
const CLEAR = { ...Object.fromEntries(FILTER.map((name) => [name, ''])), last: '', from: '', to: '' };

/** @param {any} delivery */
const keyOf = (delivery) => delivery.id;

/** @param {Record<string, string>} query */
function filterOf(query) {
  const { from, to: end } = periodOf(query, LAST);
  return { ...Object.fromEntries(FILTER.map((name) => [name, query[name]])), from, to: end };
}

/** How long after its event was accepted a delivery was where it is. @param {any} delivery */
const ageOf = (delivery) => (delivery.accepted ? Date.parse(delivery.at) - Date.parse(delivery.accepted) : null);

/** @param {{query: Record<string, string>}} props */
export default function Deliveries({ query }) {
  const filter = useRef(filterOf(query));
  const deliveries = useList(
    async (next, signal) => {
      // The pages of one search are asked for with the same period; its end is now, for the newest.
      if (!next) filter.current = { ...filterOf(query), to: query.to || new Date().toISOString() };
      const found = await get(url('/api/deliveries', { ...filter.current, limit: 200, next }), { signal });
      return { ...found, rows: found.deliveries };
    },
    keyOf,
    [query.last, query.from, query.to, ...FILTER.map((name) => query[name])],
  );
  const columns = useMemo(() => columnsOf(buses.value.length > 1), [buses.value.length, t('deliveries.title')]);
  const filtered = Object.keys(CLEAR).some((name) => query[name]);
  const open = query.open ? deliveries.rows.find((delivery) => delivery.id === query.open) : null;
  return html`<${Page} title=${t('deliveries.title')} intro=${t('deliveries.intro')} actions=${html`<${Button} icon="retry" act=${deliveries.again}>${t('refresh')}<//>`}>
    <div class="bar" role="search">
      <${Period} query=${query} otherwise=${LAST} lasts=${LASTS} change=${setQuery} />
      <${Field} kind="select" label=${t('deliveries.status')} hideLabel value=${query.status ?? ''} change=${(/** @type {string} */ status) => setQuery({ status })}
        options=${[{ value: '', label: t('deliveries.any') }, ...STATUSES.map((status) => ({ value: status, label: t(`state.${status}`) }))]} />
      <${TargetFilter} query=${query} change=${setQuery} />
      <${FilterText} label=${t('deliveries.eventId')} value=${query.event ?? ''} change=${(/** @type {string} */ event) => setQuery({ event })} />
      ${query.replay && html`<${FilterText} label=${t('deliveries.replayId')} value=${query.replay} change=${(/** @type {string} */ replay) => setQuery({ replay })} />`}
      ${filtered && html`<${Button} kind="quiet" act=${() => setQuery(CLEAR)}>${t('list.clear')}<//>`}
    </div>
    ${!deliveries.loaded && deliveries.busy && html`<${Skeleton} lines=${8} />`}
    ${deliveries.loaded && deliveries.rows.length === 0 && !deliveries.next && html`<${Empty} title=${t(filtered ? 'deliveries.noneHere' : 'deliveries.none')}>
      <p>${t(query.event ? 'deliveries.noneOfEvent.try' : filtered ? 'deliveries.noneHere.try' : 'deliveries.none.try')}</p>
      <div class="row-gap">${query.last !== '7d' && html`<${Button} act=${() => setQuery({ last: '7d', from: '', to: '' })}>${t('deliveries.look7')}<//>`}
        <${Button} href=${query.event ? eventHref(query.bus || 'default', query.event) : to('events')}>${t(query.event ? 'deliveries.wayOfEvent' : 'nav.events')}<//>
        <${Button} href=${to('targets', { bus: query.bus, rule: query.rule })}>${t('nav.targets')}<//></div><//>`}
    ${deliveries.rows.length > 0 && html`<${Table} label=${t('deliveries.title')} columns=${columns} rows=${deliveries.rows} rowKey=${keyOf}
      open=${(/** @type {any} */ delivery) => setQuery({ open: delivery.id }, { push: true })} more=${deliveries.searchedBackTo ? undefined : deliveries.more} />`}
    <${After} of=${deliveries} what="deliveries.count" />
    ${query.open && deliveries.loaded && html`<${Dialog} wide title=${t('deliveries.one')} close=${() => setQuery({ open: '' })}>
      ${open ? html`<${One} delivery=${open} />` : html`<p>${t('deliveries.notHere')}</p>`}<//>`}<//>`;
}

/** @param {boolean} several @returns {import('../ui/table.js').Column[]} */
function columnsOf(several) {
  return [
    { key: 'at', title: t('deliveries.at'), width: '132px', cell: (delivery) => html`<${Time} at=${delivery.at} />` },
    { key: 'state', title: t('deliveries.status'), width: '126px', narrow: 'side', cell: (delivery) => html`<${State} of=${stateOf(delivery)} />` },
    { key: 'way', title: t('deliveries.way'), width: 'minmax(0, 1.2fr)', narrow: 'main', cell: (delivery) => html`<${Whither} of=${delivery} buses=${several} />` },
    { key: 'event', title: t('deliveries.event'), width: 'minmax(0, 1fr)', cell: (delivery) => html`<${Name} of=${delivery.event} mono />` },
    { key: 'why', title: t('deliveries.answer'), width: 'minmax(0, 1.3fr)', narrow: 'line', cell: (delivery) => html`<span title=${delivery.reason}>${answerOf(delivery)}</span>` },
    { key: 'after', title: t('deliveries.after'), width: '112px', align: 'right', narrow: 'line', cell: (delivery) => html`<${Age} of=${delivery} />` },
    { key: 'attempt', title: t('deliveries.attempt'), width: '72px', align: 'right', cell: (delivery) => delivery.attempt },
  ];
}

/** @param {any} delivery */
const stateOf = (delivery) => (delivery.mergedInto ? 'merged' : delivery.status);

/** @param {any} delivery */
function answerOf(delivery) {
  if (delivery.mergedInto) return t('deliveries.merged');
  if (delivery.status === 'delivered') return t('deliveries.took', { status: delivery.httpStatus || '', time: duration(delivery.tookMillis) });
  return meaning(delivery.httpStatus, delivery.reason);
}

/** @param {{of: any}} props */
function Age({ of }) {
  const age = ageOf(of);
  if (age === null) return html`<span class="muted">–</span>`;
  if (of.replay) return html`<span class="muted" title=${t('deliveries.replayed')}>${duration(age)}</span>`;
  return html`<span class=${age > LATE_MILLIS ? 'late' : ''}>${duration(age)}</span>`;
}

/** One delivery: its way, and where its time went. @param {{delivery: any}} props */
function One({ delivery }) {
  const { bus, rule, target, event } = delivery;
  const trace = useLoad((signal) => get(url(`/api/events/${part(event)}`, { bus, around: delivery.accepted }), { signal }), [delivery.id]);
  const found = trace.value?.rules.flatMap((/** @type {any} */ one) => one.deliveries).find((/** @type {any} */ one) => one.id === delivery.id);
  const accepted = delivery.accepted ?? trace.value?.accepted.at;
  // Without the event's trace, the latest attempt is what is known.
  const whole = found ?? {
    state: delivery.status,
    replay: delivery.replay,
    attempts: [{ number: delivery.attempt, at: delivery.at, tookMillis: delivery.tookMillis, httpStatus: delivery.httpStatus, result: delivery.status, reason: delivery.reason, due: delivery.due }],
  };
  const busy = trace.busy && !trace.value;
  const replayed = to(['replays', 'new'], { bus, rules: rule, ids: event, from: accepted && around(accepted, -60), to: accepted && around(accepted, 60) });
  return html`<div class="stack">
    <div class="row-gap"><${State} of=${whole.mergedInto ? 'merged' : whole.state} /><${Whither} of=${delivery} buses /><span class="muted">${t(`channel.${delivery.channel}`)}</span></div>
    ${busy ? html`<${Skeleton} lines=${4} />` : html`
      ${accepted && (found || delivery.attempt === 1) && html`<${Verdict} accepted=${accepted} delivery=${whole} />`}
      ${trace.error && html`<${Problem} error=${trace.error} retry=${trace.again} title=${t('deliveries.noTrace')} />`}
      <${Story} label=${t('deliveries.story')} items=${storyOf(accepted, whole)} />
      ${whole.until && html`<p>${rich('deliveries.until', { time: html`<${Time} at=${whole.until} />`, left: html`<${Time} at=${whole.until} left />` })}</p>`}
      ${whole.why && html`<${Note} kind="warn"><${Answer} status=${Number(/answered (\d{3})/.exec(whole.why)?.[1] ?? 0)} reason=${whole.why} advice /><//>`}`}
    <div class="row-gap">
      <${Button} href=${eventHref(bus, event, accepted)}>${t('deliveries.event')}<//>
      <${Button} href=${ruleHref(bus, rule)}>${t('deliveries.rule')}<//>
      <${Button} href=${to('targets', { bus, rule, target })}>${t('deliveries.target')}<//>
      ${delivery.replay && html`<${Button} href=${to(['replays', delivery.replay])}>${t('deliveries.replay')}<//>`}
      ${whole.state === 'dead' && html`<${Button} href=${to('dead-letters', { bus, rule, target, state: 'all', open: delivery.id })}>${t('deliveries.letter')}<//>`}
      ${may('operate') && accepted && html`<${Button} href=${replayed}>${t('deliveries.again')}<//>`}
    </div>
    <p class="muted small">${rich('deliveries.id', { id: html`<code>${delivery.id}</code>` })}${delivery.revision ? ` · ${t('deliveries.revision', { number: String(delivery.revision) })}` : ''}</p></div>`;
}

/** @param {string} instant @param {number} seconds */
const around = (instant, seconds) => new Date(Date.parse(instant) + seconds * 1000).toISOString();

/** Says in a sentence where the time went, and shows the parts. @param {{accepted: string, delivery: any}} props */
function Verdict({ accepted, delivery }) {
  const { totalMillis, ended, parts } = lateness(accepted, delivery, Date.now());
  const late = totalMillis > LATE_MILLIS;
  const total = duration(totalMillis);
  const main = parts[0];
  return html`<section class="verdict">
    <p>${late || !ended ? t(ended ? 'deliveries.late' : 'deliveries.open', { time: total }) : t('deliveries.onTime', { time: total })}${' '}
      ${late && main && html`<b>${t(`deliveries.because.${main.kind}`, { time: duration(main.millis) })}</b>`}</p>
    ${totalMillis > 0 && html`<div class="share-bar" aria-hidden="true">${parts.map((part) => html`<i key=${part.kind} class=${`kind-${part.kind}`} style=${{ flexGrow: Math.max(0.004, part.millis / totalMillis) }}></i>`)}</div>`}
    <ul class="share-key">${parts.map((part) => html`<li key=${part.kind}><i class=${`kind-${part.kind}`} aria-hidden="true"></i>${t(`deliveries.part.${part.kind}`)} <b class="number">${duration(part.millis)}</b></li>`)}</ul></section>`;
}

/** @type {Record<string, [string, string]>} the sign and the tone of an attempt's result */
const RESULTS = { delivered: ['check', 'good'], retrying: ['retry', 'warn'], dead: ['cross', 'bad'], cancelled: ['stop', ''] };

/** Waits with no attempt between them, as one. @param {{at: string, until: string}[]} waits @param {{from: number}[]} attempts */
function together(waits, attempts) {
  /** @type {{from: number, to: number, times: number}[]} */
  const spans = [];
  for (const wait of waits) {
    const [from, until] = [Date.parse(wait.at), Date.parse(wait.until)];
    const last = spans.at(-1);
    if (last && !attempts.some((attempt) => attempt.from >= last.from && attempt.from <= from)) {
      last.to = until;
      last.times++;
    } else spans.push({ from, to: until, times: 1 });
  }
  return spans;
}

/** @param {string | undefined} accepted @param {any} delivery */
function storyOf(accepted, delivery) {
  /** @type {any[]} */
  const items = [];
  for (const attempt of delivery.attempts ?? []) {
    const [icon, tone] = RESULTS[attempt.result] ?? ['dot', ''];
    items.push({
      from: Date.parse(attempt.at) - attempt.tookMillis,
      at: attempt.at,
      icon,
      tone,
      title: t('deliveries.nth', { number: attempt.number }),
      children: html`<p>${t('deliveries.took.long', { time: duration(attempt.tookMillis) })}</p>
        <${Answer} status=${attempt.httpStatus} reason=${attempt.reason} />`,
    });
  }
  for (const aside of together(delivery.waits ?? [], items)) {
    items.push({
      from: aside.from,
      at: aside.from,
      icon: 'clock',
      tone: 'warn',
      title: t('deliveries.putAside'),
      children: html`<p>${rich(aside.times > 1 ? 'deliveries.putAside.times' : 'deliveries.putAside.once', { count: aside.times, time: html`<${Time} at=${aside.to} />` })} ${t('deliveries.putAside.why')}</p>`,
    });
  }
  for (const death of delivery.deadLetter ?? []) {
    const again = death.what === 'redriven';
    items.push({ from: Date.parse(death.at), at: death.at, icon: again ? 'arrow' : 'stop', tone: again ? 'good' : 'bad', title: t(again ? 'state.redriven' : 'state.dead') });
  }
  items.sort((a, b) => a.from - b.from);
  if (accepted) items.unshift({ from: Date.parse(accepted), at: accepted, icon: 'inbox', title: t('deliveries.accepted') });
  let before = NaN;
  for (const item of items) {
    const gap = item.from - before;
    if (gap >= 1000) item.gap = t('deliveries.later', { time: duration(gap) });
    before = Math.max(item.from, Date.parse(item.at));
  }
  if (delivery.mergedInto) items.push({ at: items.at(-1).at, icon: 'merge', tone: 'good', title: t('deliveries.merged'), children: html`<p class="mono small">${delivery.mergedInto}</p>` });
  return items;
}
