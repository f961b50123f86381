/** One event: where it went and how long each step took, why other rules did not match, and what is in it. */
import { html, useEffect } from '../vendor/ui.js';
import { get, part, url } from '../app/api.js';
import { called, wantCatalog } from '../app/catalog.js';
import { Loaded, useLoad } from '../app/load.js';
import { setQuery, to } from '../app/route.js';
import { may } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Empty } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Json } from '../ui/json.js';
import { Name, visible } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { Time } from '../ui/time.js';
import { replayEvent } from './event-replay.js';
import { Unmatched } from './event-unmatched.js';
import { Way } from './event-way.js';

const OPEN = ['waiting', 'retrying', 'underWay'];

/** @param {{params: string[], query: Record<string, string>}} props */
export default function Event({ params, query }) {
  const [bus, id] = params;
  useEffect(wantCatalog, []);
  const trace = useLoad((signal) => get(url(`/api/events/${part(id)}`, { bus, around: query.around, source: query.source }), { signal }), [bus, id, query.around, query.source]);
  const found = trace.value;
  const open = found?.rules.some((/** @type {any} */ rule) => rule.deliveries.some((/** @type {any} */ one) => OPEN.includes(one.state)));
  const young = found && Date.now() - Date.parse(found.accepted.at) < 20_000;
  useEffect(() => {
    if (!open && !young) return;
    const timer = setTimeout(() => !document.hidden && trace.again(), young ? 2_000 : 5_000);
    return () => clearTimeout(timer);
  }, [trace.value, trace.error]);

  if (trace.error?.code === 'EventNotExist' && !found) return html`<${Missing} error=${trace.error} id=${id} query=${query} again=${trace.again} />`;
  const type = found ? called(found.type) : '';
  return html`<${Page} name=${found?.type ?? t('event.title')} title=${found ? html`<${Name} of=${type || found.type} />` : t('event.title')}
    intro=${html`${type && html`<${Name} of=${found.type} /> · `}<${Name} of=${id} mono />`}
    actions=${found && html`${may('operate') && html`<${Button} icon="retry" act=${() => replayEvent({ bus, id, at: found.accepted.at })}>${t('event.replay')}<//>`}
      ${may('change') && html`<${Button} icon="plus" href=${to(['rules', bus, 'new'], { from: id, around: found.accepted.at })}>${t('event.rule')}<//>`}
      <${Button} kind="quiet" icon="retry" label=${t('refresh')} act=${trace.again} />`}>
    <${Loaded} of=${trace} lines=${8}>${(/** @type {any} */ of) => html`<${Whole} of=${of} again=${trace.again} />`}<//><//>`;
}

/** @param {{of: any, again: () => Promise<void>}} props */
function Whole({ of, again }) {
  return html`<div class="event">
    <div class="stack">
      ${of.otherSources.length > 0 && html`<${Note}>${t('event.otherSources')} ${of.otherSources.map((/** @type {string} */ source) => html` <a href=${to(['events', of.bus, of.id], { source })}>${visible(source)}</a>`)}<//>`}
      ${!of.searched.complete && html`<${Note} kind="warn">${t('event.incomplete')}<//>`}
      <section class="card" aria-labelledby="way"><h2 id="way">${t('event.way')}</h2><${Way} of=${of} again=${again} /></section>
      <${Unmatched} of=${of} />
    </div>
    <section class="card event-content" aria-labelledby="content"><h2 id="content">${t('event.content')}</h2><${Content} event=${of.event} hidden=${of.bodyHidden} /></section>
  </div>`;
}

/** @param {{event: any, hidden?: boolean}} props */
function Content({ event, hidden }) {
  if (event === null || typeof event !== 'object') return hidden ? html`<${Note}>${t('noRight.bodies')}<//>` : html`<pre class="mono" tabindex="0">${visible(String(event ?? ''))}</pre>`;
  const { data, data_base64: bytes, bodyHidden, ...attributes } = event;
  const body = data ?? bytes;
  return html`${
    hidden || bodyHidden
      ? html`<${Note}>${t('noRight.bodies')}<//>`
      : body === undefined
        ? html`<p class="muted">${t('event.empty')}</p>`
        : html`<${Json} value=${body} label=${data === undefined ? 'data_base64' : 'data'} />`
  }<dl class="attributes">${Object.entries(attributes).map(
    ([name, value]) => html`<div key=${name}><dt><${Name} of=${name} /></dt><dd>${name === 'time' ? html`<${Time} at=${value} day millis />` : html`<${Value} of=${value} />`}</dd></div>`,
  )}</dl>`;
}

/** @param {{of: any}} props */
function Value({ of }) {
  const text = typeof of === 'string' ? of : JSON.stringify(of);
  return html`<bdi title=${text.length > 300 ? visible(text.slice(0, 2000)) : undefined}>${text ? visible(text.length > 300 ? `${text.slice(0, 300)}…` : text) : '–'}</bdi>`;
}

/** An event that was not found, how far was looked, and where else to look. @param {{error: any, id: string, query: Record<string, string>, again: () => any}} props */
function Missing({ error, id, query, again }) {
  const { searchedAll, searchedBackTo } = error.body ?? {};
  return html`<${Page} title=${t('event.title')} intro=${html`<${Name} of=${id} mono />`}>
    <${Empty} title=${t('event.none')} icon="search">
      ${searchedBackTo ? html`<p>${rich(searchedAll ? 'event.none.all' : 'event.none.until', { time: html`<${Time} at=${searchedBackTo} day />` })}</p>` : html`<${Problem} error=${error} />`}
      ${!searchedAll && html`<div class="row-gap"><${Field} kind="datetime-local" label=${t('event.around')} value="" onChange=${(/** @type {any} */ event) => event.currentTarget.value && setQuery({ around: new Date(event.currentTarget.value).toISOString() })} /></div>`}
      <div class="row-gap"><${Button} icon="retry" act=${again}>${t('retry')}<//><${Button} href=${to('events')}>${t('nav.events')}<//></div>
      ${query.around && html`<p class="muted small">${rich('event.lookedAround', { time: html`<${Time} at=${query.around} day />` })}</p>`}<//><//>`;
}
