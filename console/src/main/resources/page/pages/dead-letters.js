/** Deliveries that were given up: why, and how they are sent again. */
import { html, useMemo, useRef, useState } from '../vendor/ui.js';
import { get, part, url } from '../app/api.js';
import { useList } from '../app/list.js';
import { Loaded, useLoad } from '../app/load.js';
import { redrive, Skipped } from '../app/redrive.js';
import { setQuery, to } from '../app/route.js';
import { buses, live, may } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { After } from '../ui/after.js';
import { Answer, meaning } from '../ui/answer.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Empty, Skeleton } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { TargetFilter } from '../ui/filter.js';
import { duration } from '../app/format.js';
import { Json } from '../ui/json.js';
import { Name } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Period, periodOf } from '../ui/period.js';
import { Note } from '../ui/problem.js';
import { State } from '../ui/state.js';
import { selection, Table } from '../ui/table.js';
import { Time } from '../ui/time.js';
import { eventHref, ruleHref, Story, Whither } from '../ui/way.js';

const LAST = '7d';
const LASTS = ['1h', '24h', '7d', '30d'];

/** @param {any} letter a delivery that died again is another letter */
const keyOf = (letter) => `${letter.id} ${letter.died}`;

/** @param {Record<string, string>} query */
function filterOf(query) {
  const { from, to: end } = periodOf(query, LAST);
  return { bus: query.bus, rule: query.rule, target: query.target, from, to: end };
}

/** @param {{query: Record<string, string>}} props */
export default function DeadLetters({ query }) {
  const all = query.state === 'all';
  const chosen = useMemo(selection, []);
  const [result, setResult] = useState(/** @type {import('../app/redrive.js').Redriven | null} */ (null));
  // The pages of one search are asked for with the same period, however long somebody reads.
  const filter = useRef(filterOf(query));
  const letters = useList(
    async (next, signal) => {
      if (!next) filter.current = filterOf(query);
      const found = await get(url('/api/dead-letters', { ...filter.current, state: query.state, limit: 200, next }), { signal });
      return { ...found, rows: found.deadLetters };
    },
    keyOf,
    [query.last, query.from, query.to, query.state, query.bus, query.rule, query.target],
  );
  const waiting = live.value?.deadLetters?.waiting;
  const seen = useRef({ at: 0, waiting });
  if (seen.current.at !== letters.at) seen.current = { at: letters.at, waiting };
  const newer = waiting !== undefined && seen.current.waiting !== undefined && waiting > seen.current.waiting ? waiting - seen.current.waiting : 0;

  /** @param {Record<string, string>} change */
  const change = (change) => {
    chosen.clear();
    setQuery(change);
  };
  /** @param {import('../app/redrive.js').Choice} choice @param {string} [name] */
  const send = async (choice, name) => {
    setResult(null);
    const sent = await redrive(choice, name);
    if (!sent) return;
    setResult(sent);
    chosen.clear();
    letters.again();
  };
  const picked = letters.rows.filter((letter) => chosen.keys.value.has(keyOf(letter)));
  const sendPicked = () => send({ ids: [...new Set(picked.map((letter) => letter.id))], again: picked.some((letter) => letter.state === 'redriven') });
  const sendAll = () => send(filterOf(query), query.target || query.rule || query.bus);
  const columns = useMemo(() => columnsOf(all, buses.value.length > 1), [all, buses.value.length, t('dead-letters.died')]);
  const open = query.open ? letters.rows.find((letter) => letter.id === query.open) : undefined;
  const filtered = Boolean(query.rule || query.target || query.bus || query.state || query.last || query.from);
  const acts = may('operate');

  return html`<${Page} title=${t('dead-letters.title')} intro=${t('dead-letters.intro')}
    actions=${html`<${Button} icon="retry" act=${letters.again}>${t('refresh')}<//>
      <${Button} kind="primary" icon="arrow" disabled=${!acts || letters.rows.length === 0} act=${sendAll}>${t(filtered ? 'dead-letters.allOfFilter' : 'dead-letters.all')}<//>`}>
    <div class="bar" role="search">
      <${Period} query=${query} otherwise=${LAST} lasts=${LASTS} change=${change} />
      <${TargetFilter} query=${query} change=${change} />
      <${Field} kind="select" label=${t('dead-letters.state')} hideLabel value=${query.state ?? ''} change=${(/** @type {string} */ state) => change({ state })}
        options=${[{ value: '', label: t('dead-letters.waiting') }, { value: 'all', label: t('dead-letters.withRedriven') }]} />
      ${filtered && html`<${Button} kind="quiet" act=${() => change({ rule: '', target: '', bus: '', state: '', last: '', from: '', to: '' })}>${t('list.clear')}<//>`}
    </div>
    <div class="stack">
      ${!acts && html`<${Note}>${t('noRight.operate')}<//>`}
      ${result && html`<${Result} of=${result} query=${query} close=${() => setResult(null)} />`}
      ${newer > 0 && html`<${Note} kind="warn">${t('dead-letters.newer', { count: newer })} <${Button} small act=${letters.again}>${t('dead-letters.show')}<//><//>`}
      ${!letters.loaded && letters.busy && html`<${Skeleton} lines=${8} />`}
      ${letters.loaded && letters.rows.length === 0 && !letters.next && html`<${Empty} icon="check" title=${t(filtered ? 'dead-letters.noneHere' : 'dead-letters.none')}>
        <p>${t(filtered ? 'dead-letters.noneHere.try' : 'dead-letters.none.try')}</p>
        ${filtered ? html`<${Button} act=${() => change({ rule: '', target: '', bus: '', state: '', last: '30d', from: '', to: '' })}>${t('dead-letters.look30')}<//>` : html`<${Button} href=${to('targets')}>${t('nav.targets')}<//>`}<//>`}
      ${letters.rows.length > 0 && html`<${Table} label=${t('dead-letters.title')} columns=${columns} rows=${letters.rows} rowKey=${keyOf}
        open=${(/** @type {any} */ letter) => setQuery({ open: letter.id }, { push: true })} selected=${acts ? chosen : undefined}
        more=${letters.searchedBackTo ? undefined : letters.more} />`}
    </div>
    <${After} of=${letters} what="dead-letters.count" />
    ${picked.length > 0 && html`<div class="picked-bar" role="region" aria-label=${t('table.selected', { count: picked.length })}><span>${t('table.selected', { count: picked.length })}</span>
      <${Button} kind="quiet" act=${chosen.clear}>${t('dead-letters.unselect')}<//><${Button} kind="primary" icon="arrow" act=${sendPicked}>${t('dead-letters.redrive', { count: picked.length })}<//></div>`}
    ${query.open && html`<${Letter} id=${query.open} near=${open ?? query} close=${() => setQuery({ open: '' })}
      send=${(/** @type {any} */ letter) => send({ ids: [letter.id], again: letter.state === 'redriven' }, letter.rule)} />`}<//>`;
}

/** @param {boolean} all @param {boolean} several @returns {import('../ui/table.js').Column[]} */
function columnsOf(all, several) {
  return [
    { key: 'died', title: t('dead-letters.died'), width: '132px', narrow: 'side', cell: (letter) => html`<${Time} at=${letter.died} />` },
    { key: 'way', title: t('dead-letters.way'), width: 'minmax(0, 1.1fr)', narrow: 'main', cell: (letter) => html`<${Whither} of=${letter} buses=${several} />` },
    { key: 'event', title: t('dead-letters.event'), width: 'minmax(0, 1.1fr)', cell: (letter) => html`<${Name} of=${letter.event.type} />` },
    { key: 'why', title: t('dead-letters.why'), width: 'minmax(0, 1.6fr)', narrow: 'line', cell: (letter) => html`<span title=${letter.reason}>${meaning(letter.status, letter.reason)}</span>` },
    { key: 'attempts', title: t('dead-letters.attempts'), width: '72px', align: 'right', cell: (letter) => letter.attempts },
    ...(all ? [/** @type {import('../ui/table.js').Column} */ ({ key: 'state', title: t('dead-letters.state'), width: '132px', cell: (letter) => html`<${State} of=${letter.state} />` })] : []),
  ];
}

/** What became of a redrive. @param {{of: import('../app/redrive.js').Redriven, query: Record<string, string>, close: () => void}} props */
function Result({ of, query, close }) {
  const untouched = of.redriven === 0;
  return html`<${Note} kind=${untouched ? 'warn' : 'good'}><div class="result" role="status">
    <p><b>${t('dead-letters.redriven', { count: of.redriven })}</b> ${!untouched && html`<a href=${to('deliveries', { bus: query.bus, rule: query.rule, target: query.target })}>${t('dead-letters.seeThem')}</a>`}</p>
    ${of.skippedInAll > 0 && html`<p>${t('dead-letters.skipped', { count: of.skippedInAll })}</p><${Skipped} of=${of.skippedBy} />`}
    ${of.notFound.length > 0 && html`<p>${t('dead-letters.notFound', { count: of.notFound.length })}</p>`}
    ${of.more && html`<p>${t('dead-letters.left')}</p>`}
    <${Button} small kind="quiet" act=${close}>${t('close')}<//></div><//>`;
}

/** One letter, with everything that was tried. @param {{id: string, near: any, close: () => void, send: (letter: any) => any}} props */
function Letter({ id, near, close, send }) {
  const letter = useLoad((signal) => get(url(`/api/dead-letters/${part(id)}`, { bus: near.bus, rule: near.rule, target: near.target }), { signal }), [id]);
  return html`<${Dialog} wide title=${t('dead-letters.one')} close=${close}><${Loaded} of=${letter}>${(/** @type {any} */ found) => html`<${Whole} letter=${found} send=${send} />`}<//><//>`;
}

/** @param {{letter: any, send: (letter: any) => any}} props */
function Whole({ letter, send }) {
  const last = letter.attempts.at(-1);
  const stopped = letter.gone ?? letter.disabled;
  const event = typeof letter.event === 'object' ? letter.event : null;
  const eventId = event?.id;
  /** @type {any[]} */
  const items = [{ at: letter.accepted, icon: 'inbox', title: t('dead-letters.accepted') }];
  let before = letter.accepted;
  for (const attempt of letter.attempts) {
    const gap = Date.parse(attempt.at) - Date.parse(before);
    items.push({
      at: attempt.at,
      icon: 'cross',
      tone: 'bad',
      gap: gap >= 1000 ? t('dead-letters.later', { time: duration(gap) }) : null,
      title: t('dead-letters.attempt', { number: attempt.number }),
      children: html`<${Answer} status=${attempt.status} reason=${attempt.reason} said=${attempt !== last || Boolean(stopped)} />`,
    });
    before = attempt.at;
  }
  items.push({ at: letter.died, icon: 'stop', tone: 'bad', title: t(letter.diedAfterRedrive ? 'dead-letters.diedAgain' : 'dead-letters.givenUp') });
  if (letter.redriven) items.push({ at: letter.redriven, icon: 'retry', tone: 'good', title: t('state.redriven') });
  return html`<div class="stack">
    <div class="row-gap"><${State} of=${letter.state} /><${Whither} of=${letter} buses />
      ${letter.replay && html`<a href=${to(['replays', letter.replay])}>${t('dead-letters.replay')}</a>`}</div>
    ${stopped
      ? html`<${Note} kind="warn"><${Answer} status=${0} reason=${stopped} advice /><//>`
      : last && html`<${Note} kind="bad"><${Answer} status=${last.status} reason=${last.reason} advice /><//>`}
    <div class="row-gap">
      <${Button} kind="primary" icon="arrow" disabled=${!may('operate') || Boolean(stopped)} title=${!may('operate') ? t('noRight.operate') : stopped ? meaning(0, stopped) : undefined}
        act=${() => send(letter)}>${t(letter.state === 'redriven' ? 'dead-letters.redriveAgain' : 'redrive.act')}<//>
      ${eventId && html`<${Button} href=${eventHref(letter.bus, eventId, letter.accepted)}>${t('dead-letters.itsEvent')}<//>`}
      ${letter.ruleExists && html`<${Button} href=${ruleHref(letter.bus, letter.rule)}>${t('dead-letters.itsRule')}<//>`}
      <${Button} href=${to('targets', { bus: letter.bus, rule: letter.rule, target: letter.target })}>${t('dead-letters.itsTarget')}<//>
    </div>
    <${Story} label=${t('dead-letters.tried')} items=${items} />
    <section><h3>${t('dead-letters.content')}</h3>${letter.bodyHidden ? html`<p class="muted">${t('noRight.bodies')}</p>` : html`<${Json} value=${letter.event} label=${t('dead-letters.content')} />`}</section>
    <p class="muted small">${rich('dead-letters.id', { id: html`<code>${letter.id}</code>` })}</p></div>`;
}
