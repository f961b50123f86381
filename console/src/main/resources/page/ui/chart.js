import { html, useEffect, useRef, useState } from '../vendor/ui.js';
import { time } from '../app/format.js';
import { language, theme } from '../app/store.js';
import { t } from '../app/words.js';

/**
 * Numbers over time. It can be read without seeing or a mouse: its numbers are a table below it, for who opens it.
 * @param {object} props
 * @param {string} props.label what it shows, in a sentence
 * @param {(number | string)[]} props.at instants
 * @param {{label: string, values: (number | null)[], tone?: 'accent' | 'good' | 'warn' | 'bad' | 'muted', bars?: boolean}[]} props.series
 * @param {(value: number | null) => string} props.format
 * @param {number} [props.height]
 * @param {(instant: number) => string} [props.when] writes an instant; as a time where it is absent
 */
export function Chart({ label, at, series, format, height = 180, when }) {
  const place = useRef(/** @type {any} */ (null));
  const plot = useRef(/** @type {any} */ (null));
  const [open, setOpen] = useState(false);
  const dark = theme.value;
  const data = [at.map((instant) => new Date(instant).getTime() / 1000), ...series.map((one) => one.values)];
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    let ended = false;
    /** @type {ResizeObserver | undefined} */ let watch;
    import('../vendor/chart.js').then(({ default: Plot }) => {
      if (ended) return;
      const style = getComputedStyle(document.documentElement);
      /** @param {string} name */
      const colour = (name) => style.getPropertyValue(`--${name}`).trim();
      const axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: `12px ${colour('font')}` };
      plot.current = new Plot(
        /** @type {any} */ ({
          width: place.current.clientWidth || 300,
          height,
          legend: { show: series.length > 1 },
          cursor: { y: false },
          padding: [8, 8, 0, 0],
          // Bars stand around their instants: the first and the last one need room.
          ...(series.some((one) => one.bars) && { scales: { x: { range: (/** @type {any} */ _plot, /** @type {number} */ from, /** @type {number} */ to) => [from - (to - from) / (2 * at.length), to + (to - from) / (2 * at.length)] } } }),
          axes: [
            { ...axis, values: (/** @type {any} */ _plot, /** @type {number[]} */ ticks) => ticks.map((tick) => (when ? when(tick * 1000) : time(tick * 1000).replace(/:00$/, ''))) },
            { ...axis, size: 64, values: (/** @type {any} */ _plot, /** @type {number[]} */ ticks) => ticks.map(format) },
          ],
          series: [
            { value: (/** @type {any} */ _plot, /** @type {number} */ value) => (value ? (when ?? time)(value * 1000) : '–') },
            ...series.map((one) => ({
              label: one.label,
              stroke: colour(one.tone ?? 'accent'),
              fill: one.bars ? colour(one.tone ?? 'accent') : undefined,
              width: 1.5,
              points: { show: false },
              ...(one.bars && { paths: Plot.paths.bars?.({ size: [0.7, 40] }) }),
              value: (/** @type {any} */ _plot, /** @type {number} */ value) => format(value),
            })),
          ],
        }),
        /** @type {any} */ (latest.current),
        place.current,
      );
      watch = new ResizeObserver(() => place.current && plot.current?.setSize({ width: place.current.clientWidth, height }));
      watch.observe(place.current);
    });
    return () => {
      ended = true;
      watch?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [dark, language.value, series.map((one) => one.label).join(), height]);
  useEffect(() => plot.current?.setData(data), [data]);

  return html`<figure class="chart"><figcaption class="unseen">${label}</figcaption>
    <div ref=${place} aria-hidden="true" class="chart-place"></div>
    <details onToggle=${(/** @type {any} */ event) => setOpen(event.currentTarget.open)}><summary>${t('chart.numbers')}</summary>
      ${open && html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table class="plain"><thead><tr><th>${t('chart.time')}</th>${series.map((one) => html`<th class="right">${one.label}</th>`)}</tr></thead>
        <tbody>${at.map((instant, row) => html`<tr><td>${when ? when(new Date(instant).getTime()) : time(instant)}</td>${series.map((one) => html`<td class="right">${format(one.values[row])}</td>`)}</tr>`)}</tbody></table></div>`}
    </details></figure>`;
}
