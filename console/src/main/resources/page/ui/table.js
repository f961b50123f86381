import { html, signal, useEffect, useLayoutEffect, useRef, useState } from '../vendor/ui.js';
import { go } from '../app/route.js';
import { useKeys } from '../app/keys.js';
import { narrow } from '../app/store.js';
import { t } from '../app/words.js';

const ROW = 40;
const NARROW_ROW = 64;
const BEYOND = 12;

/**
 * @typedef {object} Column
 * @property {string} key
 * @property {any} title
 * @property {(row: any) => any} cell
 * @property {string} [width] as in grid-template-columns; `minmax(0, 1fr)` where it is absent
 * @property {'right'} [align] for numbers
 * @property {'main' | 'side' | 'line'} [narrow] where it stands when the window is narrow: first line, its right end, second
 *     line; where it is absent it is not shown then
 */

/**
 * Rows that were selected, by their keys: `const chosen = useMemo(selection, [])`.
 */
export function selection() {
  const keys = signal(/** @type {Set<string>} */ (new Set()));
  return {
    keys,
    /** @param {string} key */
    toggle(key) {
      const next = new Set(keys.peek());
      if (!next.delete(key)) next.add(key);
      keys.value = next;
    },
    /** @param {Iterable<string>} all */
    set(all) {
      keys.value = new Set(all);
    },
    clear() {
      keys.value = new Set();
    },
  };
}

/**
 * A table of any number of rows of one height; only those in sight are there. It scrolls with the page, and its head stays in
 * sight. `j` and `k` go through the rows, Enter opens one, `x` selects it.
 * @param {object} props
 * @param {string} props.label what it lists
 * @param {Column[]} props.columns
 * @param {any[]} props.rows
 * @param {(row: any) => string} props.rowKey
 * @param {(row: any) => string} [props.href] where a row leads
 * @param {(row: any) => void} [props.open] instead of `href`
 * @param {ReturnType<typeof selection>} [props.selected]
 * @param {() => any} [props.more] is called when the last rows come into sight
 * @param {(row: any) => string} [props.tone] a class of the row
 */
export function Table({ label, columns, rows, rowKey, href, open, selected, more, tone }) {
  const root = useRef(/** @type {any} */ (null));
  const height = narrow.value ? NARROW_ROW : ROW;
  const [view, setView] = useState({ first: 0, last: 40 });
  const [active, setActive] = useState(-1);
  const state = useRef({ rows, active });
  state.current = { rows, active };

  useLayoutEffect(() => {
    const look = () => {
      const top = -(root.current?.getBoundingClientRect().top ?? 0);
      const first = Math.max(0, Math.floor(top / height) - BEYOND);
      const last = Math.ceil((top + innerHeight) / height) + BEYOND;
      setView((before) => (before.first === first && before.last === last ? before : { first, last }));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [height, rows.length === 0]);

  const asked = useRef(-1);
  useEffect(() => {
    if (!more || view.last < rows.length || asked.current === rows.length) return;
    asked.current = rows.length;
    more();
  }, [view.last, rows.length, more]);
  useEffect(() => {
    asked.current = -1;
  }, [more]);

  /** @param {number} next */
  const toRow = (next) => {
    const to = Math.max(0, Math.min(next, state.current.rows.length - 1));
    if (to < 0) return;
    setActive(to);
    const bounds = root.current.getBoundingClientRect();
    const top = bounds.top + (to + 1) * height;
    if (top < 140) scrollBy(0, top - 140);
    else if (top + height > innerHeight - 8) scrollBy(0, top + height - innerHeight + 8);
    requestAnimationFrame(() => root.current?.querySelector(`[data-row="${to}"]`)?.focus({ preventScroll: true }));
  };
  /** @param {any} row */
  const enter = (row) => {
    if (open) open(row);
    else if (href) go(href(row));
  };
  const present = () => state.current.rows[state.current.active];
  useKeys({
    j: () => toRow(state.current.active + 1),
    k: () => toRow(state.current.active - 1),
    ...((href || open) && { Enter: () => present() && enter(present()) }),
    ...(selected && { x: () => present() && selected.toggle(rowKey(present())) }),
  }, [rows, href, open, selected, height]);

  const first = Math.min(view.first, Math.max(0, rows.length - 1));
  const last = Math.min(view.last, rows.length);
  const widths = [...(selected ? ['36px'] : []), ...columns.map((column) => column.width ?? 'minmax(0, 1fr)')].join(' ');
  const chosen = selected?.keys.value;
  const shared = { widths, columns, rowKey, href, open, enter, selected, tone, setActive };
  return html`<div class=${`table${narrow.value ? ' narrow' : ''}${selected ? ' picks' : ''}`} role="grid" aria-label=${label} aria-rowcount=${rows.length + 1}
      aria-multiselectable=${selected ? 'true' : undefined} ref=${root} style=${{ '--widths': widths }}>
    <div class="table-head" role="row" aria-rowindex="1">
      ${selected && html`<div role="columnheader" class="cell pick"><input type="checkbox" aria-label=${t('table.all')} checked=${rows.length > 0 && (chosen?.size ?? 0) >= rows.length}
        onChange=${(/** @type {any} */ event) => (event.currentTarget.checked ? selected.set(rows.map(rowKey)) : selected.clear())} /></div>`}
      ${columns.map((column) => html`<div role="columnheader" key=${column.key} class=${`cell ${column.align ?? ''}${column.narrow ? '' : ' hidden-narrow'}`}>${column.title}</div>`)}
    </div>
    <div role="rowgroup" class="table-body" style=${{ paddingTop: `${first * height}px`, paddingBottom: `${Math.max(0, rows.length - last) * height}px` }}>
      ${rows.slice(first, last).map((row, at) => {
        const index = first + at;
        const key = rowKey(row);
        return html`<${Row} key=${key} ...${shared} row=${row} index=${index} height=${height} narrowly=${narrow.value}
          active=${index === active} reached=${index === active || (active < 0 && index === 0)} picked=${chosen?.has(key) ?? false} />`;
      })}
    </div></div>`;
}

/** @param {any} props */
function Row({ row, index, height, narrowly, columns, rowKey, href, open, enter, selected, tone, active, reached, picked, setActive }) {
  const main = columns.find((/** @type {Column} */ column) => column.narrow === 'main') ?? columns[0];
  /** @param {Column} column */
  const inside = (column) => {
    const cell = column.cell(row);
    return column === main && href ? html`<a href=${href(row)} tabindex="-1">${cell}</a>` : cell;
  };
  /** @param {Column} column @param {string} [place] */
  const cell = (column, place = '') =>
    html`<div role="gridcell" key=${column.key} class=${`cell ${column.align ?? ''} ${place}`}>${inside(column)}</div>`;
  /** @param {string} place */
  const of = (place) => columns.filter((/** @type {Column} */ column) => column.narrow === place && column !== main);
  const leads = Boolean(href || open);
  return html`<div role="row" data-row=${index} aria-rowindex=${index + 2} aria-selected=${selected ? String(picked) : undefined}
      class=${`row${leads ? ' leads' : ''}${active ? ' active' : ''}${picked ? ' picked' : ''} ${tone?.(row) ?? ''}`}
      style=${{ height: `${height}px` }} tabindex=${reached ? 0 : -1}
      onFocus=${(/** @type {Event} */ event) => event.target === event.currentTarget && !active && setActive(index)}
      onClick=${(/** @type {any} */ event) => {
        if (!leads || event.target.closest('a, button, input, label, time[data-stay]') || String(getSelection())) return;
        enter(row);
      }}>
    ${selected && html`<div role="gridcell" class="cell pick"><input type="checkbox" tabindex="-1" aria-label=${t('table.one')} checked=${picked} onChange=${() => selected.toggle(rowKey(row))} /></div>`}
    ${narrowly
      ? html`${cell(main, 'main')}${of('side').map((/** @type {Column} */ column) => cell(column, 'side'))}
          <div class="second">${of('line').map((/** @type {Column} */ column) => cell(column))}</div>`
      : columns.map((/** @type {Column} */ column) => cell(column))}</div>`;
}
