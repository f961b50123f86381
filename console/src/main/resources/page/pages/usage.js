/** What was sent in a month, and what it costs. */
import { html, useMemo } from '../vendor/ui.js';
import { get, url } from '../app/api.js';
import { count, share, usd } from '../app/format.js';
import { Loaded, useLoad } from '../app/load.js';
import { setQuery, to } from '../app/route.js';
import { language, session } from '../app/store.js';
import { t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Chart } from '../ui/chart.js';
import { Empty } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Name } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Note } from '../ui/problem.js';
import { ruleHref } from '../ui/way.js';

const MONTHS = 13;
const SHOWN = 100;
const ZONE = 'Asia/Shanghai';

/** The zone whose months are billed. */
const zone = () => session.value?.zone ?? ZONE;

/** The month that it is in the billing zone, as `2026-11`. */
function thisMonth() {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone(), year: 'numeric', month: '2-digit' }).formatToParts(new Date());
  /** @param {string} type */
  const of = (type) => parts.find((part) => part.type === type)?.value;
  return `${of('year')}-${of('month')}`;
}

/** @param {string} month @param {number} back */
function before(month, back) {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 - back, 1)).toISOString().slice(0, 7);
}

/** @param {string} month */
const named = (month) =>
  new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(new Date(`${month}-01T00:00:00Z`));

/** A day of the billing zone stands where the viewer's same day is, and is written as that day. @param {number} instant */
const dayOf = (instant) => new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { month: 'short', day: 'numeric' }).format(new Date(instant));

/** The days of a month, with what was delivered on each; null on days to come. @param {string} month @param {Record<string, number>} byDay */
function daysOf(month, byDay) {
  const [year, number] = month.split('-').map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone(), year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());
  return Array.from({ length: last }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`)
    .map((day) => ({ day, delivered: byDay[day] ?? (day <= today ? 0 : null) }));
}

/** @param {{query: Record<string, string>}} props */
export default function Usage({ query }) {
  const newest = thisMonth();
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(query.month ?? '') ? query.month : newest;
  const usage = useLoad(async (signal) => {
    const found = await get(url('/api/usage', { month }), { signal });
    return { ...found.accounts[0], month: found.month, price: found.price ?? found.accounts[0].price, byDay: found.accounts[0].byDay ?? found.byDay };
  }, [month]);
  const months = useMemo(() => [...new Set([...Array.from({ length: MONTHS }, (_, back) => before(newest, back)), month])].sort().reverse(), [newest, month]);
  const shown = usage.value?.month === month ? usage.value : null;
  return html`<${Page} title=${t('usage.title')} intro=${t('usage.intro', { zone: zone() })}
    actions=${html`<${Field} kind="select" label=${t('usage.month')} hideLabel value=${month} options=${months.map((one) => ({ value: one, label: named(one) }))}
      change=${(/** @type {string} */ one) => setQuery({ month: one === newest ? '' : one })} />
      <${Button} icon="export" disabled=${!shown} act=${() => shown && download(shown)}>${t('usage.csv')}<//>`}>
    <${Loaded} of=${{ ...usage, value: shown }}>${(/** @type {any} */ found) => html`<${Month} of=${found} />`}<//><//>`;
}

/** @param {{of: any}} props */
function Month({ of }) {
  const free = of.price?.freePerMonth ?? of.free;
  const used = free > 0 ? Math.min(1, of.delivered / free) : 1;
  const days = of.byDay && daysOf(of.month, of.byDay);
  const uncounted = of.delivered - (days ?? []).reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.delivered, 0);
  return html`<div class="stack">
    <dl class="totals">
      <div class="total main"><dt>${t('usage.cost')}</dt><dd>${usd(of.costUsd)}<small class="muted">${of.billable > 0 ? t('usage.cost.of', { count: of.billable }) : t('usage.cost.free')}</small></dd></div>
      <div class="total"><dt>${t('usage.delivered')}</dt><dd>${count(of.delivered)}<small class="muted">${t('usage.delivered.what')}</small></dd></div>
      <div class="total"><dt>${t('usage.free')}</dt><dd>${t('usage.free.of', { used: Math.min(of.delivered, free), count: free })}
        <div class="progress-bar" role="img" aria-label=${t('usage.free.label', { share: share(used) })}><i style=${{ transform: `scaleX(${used})` }}></i></div></dd></div>
      <div class="total"><dt>${t('usage.billable')}</dt><dd>${count(of.billable)}<small class="muted">${t('usage.billable.what')}</small></dd></div>
      <div class="total"><dt>${t('usage.merged')}</dt><dd>${count(of.merged)}<small class="muted">${t('usage.merged.what')}</small></dd></div>
      <div class="total"><dt>${t('usage.dead')}</dt><dd>${of.dead ? html`<a href=${to('dead-letters', { last: '30d', state: 'all' })}>${count(of.dead)}</a>` : count(0)}<small class="muted">${t('usage.dead.what')}</small></dd></div>
    </dl>
    ${of.delivered + of.merged + of.dead === 0 && html`<${Empty} title=${t('usage.none')}><p>${t('usage.none.try')}</p><${Button} href=${to('deliveries', { last: '7d' })}>${t('nav.deliveries')}<//><//>`}
    ${days && of.delivered > 0 && html`<section class="card"><h2>${t('usage.byDay')}</h2><${Chart} label=${t('usage.byDay.label', { month: named(of.month) })} at=${days.map((/** @type {any} */ one) => `${one.day}T00:00:00`)} when=${dayOf}
      series=${[{ label: t('usage.delivered'), values: days.map((/** @type {any} */ one) => one.delivered), bars: true }]} format=${count} />
      ${uncounted > 0 && html`<p class="muted small">${t('usage.byDay.partial', { count: uncounted })}</p>`}</section>`}
    ${of.delivered > 0 && html`<div class="columns">
      <${Part} title=${t('usage.byRule')} of=${of.byRule} all=${of.delivered} head=${t('usage.rule')} cell=${(/** @type {string} */ key) => {
        const at = key.indexOf('/');
        return html`<a href=${ruleHref(key.slice(0, at), key.slice(at + 1))}><${Name} of=${key.startsWith('default/') ? key.slice(8) : key} /></a>`;
      }} />
      <div class="stack"><${Part} title=${t('usage.byChannel')} of=${of.byChannel} all=${of.delivered} head=${t('usage.channel')} cell=${(/** @type {string} */ key) => t(`channel.${key}`)} />
      <${Part} title=${t('usage.byReplay')} of=${of.byReplay ?? {}} all=${of.delivered} head=${t('usage.replay')} cell=${(/** @type {string} */ key) => html`<a href=${to(['replays', key])}><${Name} of=${key} mono /></a>`} none=${t('usage.byReplay.none')} /></div></div>`}
    <${Note}><p>${t('usage.price', { count: free, usd: of.price?.usdPerNotification ?? '0.001' })}</p><p>${t('usage.counts')}</p><p>${t('usage.zone', { zone: zone() })}</p><//></div>`;
}

/** @param {{title: string, of: Record<string, number>, all: number, head: string, cell: (key: string) => any, none?: string}} props */
function Part({ title, of, all, head, cell, none = '' }) {
  const rows = Object.entries(of).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  if (rows.length === 0 && !none) return null;
  return html`<section class="card"><h2>${title}</h2>${rows.length === 0
    ? html`<p class="muted">${none}</p>`
    : html`<div class="scroll tall" tabindex="0" role="region" aria-label=${title}><table class="plain shares"><thead><tr><th>${head}</th><th class="right">${t('usage.delivered')}</th><th class="right">${t('usage.share')}</th></tr></thead>
      <tbody>${rows.slice(0, SHOWN).map(([key, many]) => html`<tr key=${key}><td>${cell(key)}</td><td class="right">${count(many)}</td><td class="right nowrap">${share(all ? many / all : 0)}</td></tr>`)}</tbody></table></div>
      ${rows.length > SHOWN && html`<p class="muted small">${t('usage.rest', { count: rows.length - SHOWN })}</p>`}`}</section>`;
}

/** A field of a CSV file: quoted where it has to be, and never read as a formula. @param {string | number} value */
function field(value) {
  const text = /^[=+\-@\t\r]/.test(String(value)) && typeof value !== 'number' ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The month as a CSV file. @param {any} of */
export function csv(of) {
  /** @type {(string | number)[][]} */
  const rows = [['month', 'by', 'name', 'delivered', 'merged', 'dead', 'billable', 'costUsd'], [of.month, 'account', of.account, of.delivered, of.merged, of.dead, of.billable, of.costUsd]];
  for (const [by, counts] of [['day', of.byDay], ['rule', of.byRule], ['channel', of.byChannel], ['replay', of.byReplay]]) {
    for (const [name, many] of Object.entries(counts ?? {})) rows.push([of.month, by, name, /** @type {number} */ (many), '', '', '', '']);
  }
  return `\ufeff${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

/** @param {any} of */
function download(of) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv(of)], { type: 'text/csv;charset=utf-8' }));
  link.download = `signalbox-usage-${of.account}-${of.month}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
