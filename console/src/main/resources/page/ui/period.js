import { html } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Field } from './field.js';

/** @type {Record<string, number>} */
const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The period that a query means: `last=1h` (or 15m, 7d), or `from` and `to`; without any, `otherwise`.
 * @param {Record<string, string>} query @param {string} [otherwise]
 * @returns {{last: string, from: string, to: string}} instants; `to` is empty for now
 */
export function periodOf(query, otherwise = '1h') {
  if (query.from || query.to) return { last: '', from: query.from ?? '', to: query.to ?? '' };
  const last = /^\d+[mhd]$/.test(query.last ?? '') ? query.last : otherwise;
  const millis = Number(last.slice(0, -1)) * UNITS[last.slice(-1)];
  return { last, from: new Date(Date.now() - millis).toISOString(), to: '' };
}

/** An instant as a field for local time has it. @param {string} instant */
function local(instant) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** @param {string} value */
const instant = (value) => (value && !Number.isNaN(new Date(value).getTime()) ? new Date(value).toISOString() : '');

/**
 * A choice of a period; `change` gets `{last}` or `{from, to}` with the others empty, ready for `setQuery`.
 * @param {{query: Record<string, string>, otherwise?: string, lasts?: string[], change: (value: {last: string, from: string, to: string}) => void}} props
 */
export function Period({ query, otherwise = '1h', lasts = ['15m', '1h', '12h', '24h', '7d', '30d'], change }) {
  const { last, from, to } = periodOf(query, otherwise);
  const options = [...new Set([...lasts, ...(last ? [last] : [])])].map((value) => ({
    value,
    label: t(`period.${value.slice(-1)}`, { count: Number(value.slice(0, -1)) }),
  }));
  return html`<div class="period">
    <${Field} kind="select" label=${t('period')} hideLabel value=${last || 'custom'} options=${[...options, { value: 'custom', label: t('period.custom') }]}
      change=${(/** @type {string} */ value) => (value === 'custom' ? change({ last: '', from, to: to || new Date().toISOString() }) : change({ last: value === otherwise ? '' : value, from: '', to: '' }))} />
    ${!last &&
    html`<${Field} kind="datetime-local" label=${t('period.from')} hideLabel step="1" value=${local(from)} change=${(/** @type {string} */ value) => change({ last: '', from: instant(value), to })} />
      <span class="muted">–</span>
      <${Field} kind="datetime-local" label=${t('period.to')} hideLabel step="1" value=${local(to)} change=${(/** @type {string} */ value) => change({ last: '', from, to: instant(value) })} />`}</div>`;
}
