/** Kept events, the newest first, and events as they come. It says how far it has looked. */
import { batch, html, signal, useEffect, useMemo } from '../vendor/ui.js';
import { get, gone, url } from '../app/api.js';
import { called, catalog, wantCatalog } from '../app/catalog.js';
import { go, setQuery, to } from '../app/route.js';
import { bus, may } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Empty, Skeleton } from '../ui/empty.js';
import { FilterText } from '../ui/filter.js';
import { Name } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Period, periodOf } from '../ui/period.js';
import { Problem } from '../ui/problem.js';
import { Table } from '../ui/table.js';
import { Time } from '../ui/time.js';
import { exportEvents } from './events-export.js';
import { LiveEvents } from './events-live.js';
import { Pattern } from './events-pattern.js';

const PAGE = 200;

/** @type {import('../ui/table.js').Column[]} */
export const columns = [
  { key: 'accepted', title: '', width: '150px', narrow: 'line', cell: (row) => html`<${Time} at=${row.accepted} millis />` },
  { key: 'type', title: '', width: 'minmax(0, 1.5fr)', narrow: 'main', cell: (row) => html`<${Name} of=${row.type} />` },
  { key: 'called', title: '', width: 'minmax(0, 1fr)', cell: (row) => html`<span class="muted">${called(row.type)}</span>` },
  { key: 'source', title: '', width: 'minmax(0, 0.9fr)', narrow: 'line', cell: (row) => html`<${Name} of=${row.source} />` },
  { key: 'id', title: '', width: 'minmax(0, 1.2fr)', cell: (row) => html`<${Name} of=${row.id} mono />` },
];
/** The columns with their titles, in the language of now. */
export const titled = () => columns.map((column) => ({ ...column, title: t(`events.column.${column.key}`) }));
/** @param {any} row */
export const rowKey = (row) => `${row.partition}-${row.offset}`;
/** @param {any} row */
export const rowHref = (row) => to(['events', row.bus, row.id], { around: row.accepted, source: row.source });

/** @param {{query: Record<string, string>}} props */
export default function Events({ query }) {
  useEffect(wantCatalog, []);
  const asked = { bus: bus.value, type: query.type, source: query.source, pattern: query.pattern };
  const live = query.live === '1';
  const { sources, types } = catalog.value;
  const typeOptions = useMemo(() => types.filter((one) => !query.source || one.source === query.source).map((one) => one.type), [types, query.source]);
  const key = JSON.stringify([asked, live, query.last, query.from, query.to]);
  const filtered = Boolean(query.type || query.source || query.pattern);
  return html`<${Page} title=${t('events.title')} actions=${html`
      <${Button} kind=${live ? 'primary' : 'plain'} icon=${live ? 'stop' : 'play'} aria-pressed=${live ? 'true' : 'false'} act=${() => setQuery({ live: live ? '' : '1' }, { push: true })}>${t(live ? 'events.stop' : 'events.live')}<//>
      ${may('bodies') && html`<${Button} icon="export" disabled=${live} act=${() => exportEvents({ ...asked, ...ends(query) })}>${t('events.export')}<//>`}`}>
    <div class="bar">
      ${!live && html`<${Period} query=${query} change=${setQuery} />`}
      <div class="grow most"><${FilterText} label=${t('events.column.type')} value=${query.type ?? ''} suggest=${among(typeOptions)} change=${(/** @type {string} */ type) => setQuery({ type })} /></div>
      <${FilterText} label=${t('events.column.source')} value=${query.source ?? ''} suggest=${among(sources.map((one) => one.source))} change=${(/** @type {string} */ source) => setQuery({ source })} />
      <${FilterText} label=${t('events.column.id')} value="" change=${(/** @type {string} */ id) => id && go(to(['events', bus.value, id]))} />
      <${Button} icon=${query.pattern ? 'check' : 'plus'} aria-expanded=${'pattern' in query ? 'true' : 'false'} act=${() => setQuery({ pattern: 'pattern' in query ? '' : '{}' })}>${t('events.pattern')}<//>
      ${filtered && html`<${Button} kind="quiet" icon="cross" act=${() => setQuery({ type: '', source: '', pattern: '' })}>${t('events.clear')}<//>`}
    </div>
    ${'pattern' in query && html`<${Pattern} value=${query.pattern} change=${(/** @type {string} */ pattern) => setQuery({ pattern })} />`}
    ${live ? html`<${LiveEvents} key=${key} asked=${asked} />` : html`<${Kept} key=${key} asked=${asked} query=${query} filtered=${filtered} />`}<//>`;
}

/** Suggests those of some texts that hold what was typed. @param {string[]} texts */
const among = (texts) => async (/** @type {string} */ typed) => texts.filter((text) => text.toLowerCase().includes(typed.toLowerCase())).slice(0, 40);

/** @param {Record<string, string>} query */
function ends(query) {
  const { from, to: end } = periodOf(query);
  return { from, to: end };
}

/** A search and the pages of its answer. @param {any} asked @param {Record<string, string>} query */
function search(asked, query) {
  const state = {
    rows: signal(/** @type {any[]} */ ([])),
    next: signal(''),
    lookedTo: signal(''),
    busy: signal(true),
    done: signal(false),
    error: signal(/** @type {any} */ (null)),
  };
  const period = ends(query);
  const left = new AbortController();
  const more = async () => {
    batch(() => {
      state.busy.value = true;
      state.error.value = null;
    });
    try {
      const found = await get(url('/api/events', { ...asked, ...period, limit: PAGE, next: state.next.peek() }), { signal: left.signal });
      batch(() => {
        state.rows.value = [...state.rows.peek(), ...found.events];
        state.next.value = found.next ?? '';
        state.lookedTo.value = found.searchedBackTo ?? '';
        state.done.value = !found.next;
        state.busy.value = false;
      });
    } catch (error) {
      if (gone(error)) return;
      batch(() => {
        state.error.value = error;
        state.busy.value = false;
      });
    }
  };
  return { ...state, period, more, leave: () => left.abort() };
}

/** @param {{asked: any, query: Record<string, string>, filtered: boolean}} props */
function Kept({ asked, query, filtered }) {
  const found = useMemo(() => search(asked, query), []);
  useEffect(() => {
    found.more();
    return found.leave;
  }, []);
  const rows = found.rows.value;
  const lookedTo = found.lookedTo.value;
  const further = found.next.value && !lookedTo && !found.busy.value && !found.error.value ? found.more : undefined;
  if (!rows.length && found.busy.value) return html`<${Skeleton} lines=${8} label=${t('events.searching')} />`;
  if (!rows.length && found.done.value) {
    return html`<${Empty} title=${t('events.none')}><p>${t(filtered ? 'events.none.filtered' : 'events.none.try')}</p>
      <${Button} icon="play" act=${() => setQuery({ live: '1' }, { push: true })}>${t('events.live')}<//><//>`;
  }
  return html`${rows.length > 0 && html`<${Table} label=${t('events.title')} columns=${titled()} rows=${rows} rowKey=${rowKey} href=${rowHref} more=${further} />`}
    <${Problem} error=${found.error.value} retry=${found.more} />
    <div class="after" role="status">
      ${rows.length > 0 && html`<span>${t('events.shown', { count: rows.length })}</span>`}
      ${lookedTo
        ? html`<span>${rich('events.lookedTo', { time: html`<${Time} at=${lookedTo} />` })}</span><${Button} small disabled=${found.busy.value} act=${found.more}>${t('events.goOn')}<//>`
        : found.busy.value
          ? html`<span>${t('events.searching')}</span>`
          : found.done.value && html`<span>${rich('events.all', { time: html`<${Time} at=${found.period.from} />` })}</span>`}
    </div>`;
}
