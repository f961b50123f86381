/** Events as they come. Nothing is hidden: what was skipped is a row, and what a pause keeps back is counted. */
import { batch, html, signal, useEffect, useMemo } from '../vendor/ui.js';
import { gone, stream, url } from '../app/api.js';
import { count } from '../app/format.js';
import { onKeys } from '../app/keys.js';
import { go } from '../app/route.js';
import { rich, t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Empty } from '../ui/empty.js';
import { Note, Problem, said } from '../ui/problem.js';
import { Table } from '../ui/table.js';
import { Time } from '../ui/time.js';
import { rowHref, rowKey, titled } from './events.js';

const MOST = 2_000;
const DRAW_MILLIS = 200;
const SINCE = '1m';

/** The events that come, drawn a few times a second. @param {any} asked */
function watch(asked) {
  const rows = signal(/** @type {any[]} */ ([]));
  const paused = signal(false);
  const kept = signal(0);
  const dropped = signal(0);
  const skipped = signal(0);
  const lost = signal(/** @type {any} */ (null));
  const ended = signal(/** @type {any} */ (null));
  const left = new AbortController();
  /** @type {any[]} the newest last */
  let fresh = [];
  let timer = 0;
  let newest = '';

  const draw = () => {
    timer = 0;
    if (paused.peek()) {
      kept.value = fresh.length;
      return;
    }
    batch(() => {
      const all = [...fresh.reverse(), ...rows.peek()];
      dropped.value += Math.max(0, all.length - MOST);
      rows.value = all.slice(0, MOST);
      kept.value = 0;
    });
    fresh = [];
  };
  /** @param {any} row */
  const add = (row) => {
    fresh.push(row);
    if (fresh.length > MOST) {
      fresh.shift();
      dropped.value++;
    }
    timer ||= window.setTimeout(draw, DRAW_MILLIS);
  };
  const read = async () => {
    let pause = 500;
    while (!left.signal.aborted) {
      try {
        await stream(url('/api/tail', { ...asked, since: newest || SINCE }), {
          signal: left.signal,
          onItem(kind, value) {
            pause = 500;
            if (lost.peek()) lost.value = null;
            if (kind === 'event') {
              if (value.accepted === newest && (rows.peek()[0]?.id === value.id || fresh.at(-1)?.id === value.id)) return;
              newest = value.accepted;
              add({ ...value, event: undefined });
            } else if (kind === 'skipped') {
              skipped.value += value.count ?? value.skipped ?? 0;
              add({ skipped: value.count ?? value.skipped ?? 0, partition: 'skipped', offset: `${Date.now()}${Math.random()}`, accepted: newest });
            } else if (kind === 'error') ended.value = value;
          },
        });
        if (ended.peek()) return;
        lost.value = { status: 0, code: 'NoConnection' };
      } catch (error) {
        if (gone(error)) return;
        const status = /** @type {any} */ (error).status;
        if (status === 400 || status === 403 || status === 404) {
          ended.value = error;
          return;
        }
        lost.value = error;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 5_000);
    }
  };
  return {
    rows,
    paused,
    kept,
    dropped,
    skipped,
    lost,
    ended,
    start() {
      read();
      return () => {
        left.abort();
        clearTimeout(timer);
      };
    },
    turn() {
      paused.value = !paused.peek();
      draw();
    },
  };
}

/** @param {{asked: any}} props */
export function LiveEvents({ asked }) {
  const live = useMemo(() => watch(asked), []);
  useEffect(() => live.start(), []);
  useEffect(() => onKeys({ p: live.turn }), []);
  const rows = live.rows.value;
  const paused = live.paused.value;
  if (live.ended.value) return html`<${Problem} error=${live.ended.value.status === undefined ? Object.assign(new Error(live.ended.value.message), { status: 1, code: live.ended.value.code }) : live.ended.value} />`;
  const columns = titled().map((column, at) => ({
    ...column,
    cell: (/** @type {any} */ row) => (row.skipped === undefined ? column.cell(row) : at === 1 ? html`<i>${t('events.skipped', { count: row.skipped })}</i>` : ''),
  }));
  return html`<div class="bar"><${Button} icon=${paused ? 'play' : 'pause'} aria-pressed=${paused ? 'true' : 'false'} act=${live.turn}>${t(paused ? 'events.resume' : 'events.pause')}<//>
      <span class="muted" role="status">${paused ? t('events.paused', { count: live.kept.value }) : t('events.watching')}</span></div>
    ${live.lost.value && html`<${Note} kind="warn">${said(live.lost.value)} ${t('events.again')}<//>`}
    ${rows.length
      ? html`<${Table} label=${t('events.live')} columns=${columns} rows=${rows} rowKey=${rowKey} open=${(/** @type {any} */ row) => row.skipped === undefined && go(rowHref(row))} tone=${(/** @type {any} */ row) => (row.skipped === undefined ? '' : 'off')} />`
      : html`<${Empty} title=${t('events.quiet')} icon="play"><p>${t('events.quiet.long')}</p><//>`}
    <div class="after">${rows.length > 0 && html`<span>${rich('events.since', { time: html`<${Time} at=${rows.at(-1)?.accepted} />` })}</span>`}
      ${live.skipped.value > 0 && html`<span>${t('events.skipped', { count: live.skipped.value })}</span>`}
      ${live.dropped.value > 0 && html`<span>${t('events.dropped', { count: live.dropped.value, shown: count(MOST) })}</span>`}</div>`;
}
