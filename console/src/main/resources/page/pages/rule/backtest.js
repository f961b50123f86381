/** What the rule would have sent, counted over the events that are kept; nothing is sent. */
import { html, useEffect, useRef, useState } from '../../vendor/ui.js';
import { gone, stream, url } from '../../app/api.js';
import { eventName } from '../../app/catalog.js';
import { count, duration, rate, usd } from '../../app/format.js';
import { to } from '../../app/route.js';
import { t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { Chart } from '../../ui/chart.js';
import { Field } from '../../ui/field.js';
import { Name, visible } from '../../ui/name.js';
import { Note, Problem } from '../../ui/problem.js';
import { Progress } from '../../ui/progress.js';
import { Time } from '../../ui/time.js';

/** @type {Record<string, number>} */
const PERIODS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 };
const SAMPLES = 10;

/** @typedef {{of: string, hours: any[], rules: any[], comparison: any, samples: any[], nearMisses: any[], cost: any, done: any, progress: any}} Found */

/** @param {string} of @returns {Found} */
const nothing = (of) => ({ of, hours: [], rules: [], comparison: null, samples: [], nearMisses: [], cost: null, done: null, progress: null });

/** @param {{draft: import('./draft.js').Draft}} props */
export function Backtest({ draft }) {
  const [period, setPeriod] = useState('24h');
  const [found, setFound] = useState(/** @type {Found | null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [running, setRunning] = useState(false);
  const left = useRef(/** @type {AbortController | null} */ (null));
  useEffect(() => () => left.current?.abort(), []);
  const { pattern, targets } = draft.content.value;
  const present = JSON.stringify([pattern, targets]);
  const run = () => {
    left.current?.abort();
    const mine = (left.current = new AbortController());
    const next = nothing(present);
    setError(null);
    setRunning(true);
    setFound(next);
    const stored = draft.stored.peek()?.name;
    const body = { bus: draft.bus, from: new Date(Date.now() - PERIODS[period]).toISOString(), pattern, targets, samples: SAMPLES, ...(stored && { rule: stored }) };
    stream(url('/api/backtests'), {
      method: 'POST',
      body,
      signal: mine.signal,
      onItem(kind, value) {
        if (kind === 'progress') setFound({ ...next, progress: value });
        else if (kind === 'hour') next.hours.push(value);
        else if (kind === 'rule') next.rules.push(value);
        else if (kind === 'sample') next.samples.push(value);
        else if (kind === 'nearMiss') next.nearMisses.push(value);
        else if (kind === 'comparison') next.comparison = value;
        else if (kind === 'cost') next.cost = value;
        else if (kind === 'error') setError(Object.assign(new Error(value.message), { status: 1, code: value.code }));
        else if (kind === 'done') {
          next.done = value;
          setFound({ ...next, progress: null });
        }
      },
    })
      .catch((failure) => !gone(failure) && setError(failure))
      .finally(() => left.current === mine && setRunning(false));
  };
  const stop = () => {
    left.current?.abort();
    setRunning(false);
    setFound(null);
  };
  return html`<div class="stack"><p class="muted">${t('rule.backtest.what')}</p>
    <div class="row-gap"><${Field} kind="select" label=${t('period')} hideLabel value=${period} change=${setPeriod} options=${Object.keys(PERIODS).map((value) => ({ value, label: t(`period.${value.slice(-1)}`, { count: Number(value.slice(0, -1)) }) }))} />
      ${running ? html`<${Button} icon="stop" act=${stop}>${t('rule.backtest.stop')}<//>` : html`<${Button} icon="play" disabled=${Boolean(draft.broken.value)} act=${run}>${t(found?.done ? 'rule.backtest.again' : 'rule.backtest.run')}<//>`}</div>
    ${error && html`<${Problem} error=${error} retry=${run} />`}
    ${running && !found?.done && html`<${Progress} value=${found?.progress?.share ?? null} label=${t('rule.backtest.progress')} />`}
    ${found?.done && found.of !== present && html`<${Note} kind="warn">${t('rule.backtest.old')}<//>`}
    ${found?.done && html`<${Report} found=${found} bus=${draft.bus} />`}</div>`;
}

/** @param {{found: Found, bus: string}} props */
function Report({ found, bus }) {
  const { done, cost, rules, hours, comparison } = found;
  const [rule] = rules;
  const matched = (/** @type {any} */ hour) => hour.rules.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.matched, 0);
  return html`<div class="stack" role="status">
    <dl class="forecast">
      <div><dt>${t('rule.backtest.notifications')}</dt><dd>${count(done.notifications)}</dd></div>
      <div><dt>${t('rule.backtest.matched')}</dt><dd>${count(done.matched)} <small class="muted">${t('rule.backtest.of', { count: done.matched + done.unmatched })}</small></dd></div>
      ${cost && html`<div><dt>${t('rule.backtest.cost')}</dt><dd>${usd(cost.addedUsd)}</dd></div><div><dt>${t('rule.backtest.month')}</dt><dd>${usd(cost.perMonthUsd)} <small class="muted">${t('rule.backtest.perMonth', { count: cost.perMonth })}</small></dd></div>`}
      ${rule && html`<div><dt>${t('rule.backtest.peak')}</dt><dd>${t('rule.backtest.perMinute', { count: rule.peakPerMinute })} ${rule.peakAt && html`<small class="muted"><${Time} at=${rule.peakAt} /></small>`}</dd></div>`}
    </dl>
    ${done.warnings?.map((/** @type {string} */ text) => html`<${Note} kind="warn" key=${text}>${visible(text)}<//>`)}
    ${comparison && html`<${Comparison} of=${comparison} bus=${bus} />`}
    ${hours.length > 1 && html`<div><h3>${t('rule.backtest.hours')}</h3><${Chart} label=${t('rule.backtest.hours')} at=${hours.map((hour) => hour.hour)} format=${rate} height=${150} series=${[{ label: t('rule.backtest.matched'), values: hours.map(matched), bars: true }]} /></div>`}
    ${rule?.targets?.length > 0 &&
    html`<div class="scroll" tabindex="0" role="region" aria-label=${t('rule.backtest.targets')}><table class="plain"><thead><tr><th>${t('rule.backtest.target')}</th><th class="right">${t('rule.backtest.notifications')}</th><th class="right">${t('rule.backtest.peak')}</th><th class="right">${t('rule.backtest.takes')}</th></tr></thead>
      <tbody>${rule.targets.map(
        (/** @type {any} */ target) => html`<tr key=${target.target}><td><${Name} of=${target.target} /></td><td class="right">${count(target.notifications)}</td>
          <td class=${`right${target.ratePerMinute && target.peakPerMinute > target.ratePerMinute ? ' wrong' : ''}`}>${t('rule.backtest.perMinute', { count: target.peakPerMinute })}</td>
          <td class="right">${target.ratePerMinute ? html`${t('rule.backtest.perMinute', { count: target.ratePerMinute })}<br /><small class="muted">${t('rule.backtest.lasts', { time: duration((target.seconds ?? 0) * 1000) })}</small>` : '–'}</td></tr>`,
      )}</tbody></table></div>`}
    <${Events} title=${t('rule.backtest.samples')} of=${found.samples} bus=${bus} />
    <${Events} title=${t('rule.backtest.nearMisses')} of=${found.nearMisses} bus=${bus} />
    <p class="muted small">${t('rule.backtest.read', { read: done.read, time: duration(done.tookMillis) })}</p></div>`;
}

/** @param {{of: any, bus: string}} props */
function Comparison({ of, bus }) {
  return html`<div class="stack"><dl class="forecast"><div><dt>${t('rule.backtest.added')}</dt><dd class=${of.added ? 'good' : ''}>${of.added ? '+' : ''}${count(of.added)}</dd></div><div><dt>${t('rule.backtest.removed')}</dt><dd class=${of.removed ? 'wrong' : ''}>${of.removed ? '−' : ''}${count(of.removed)}</dd></div><div><dt>${t('rule.backtest.same')}</dt><dd>${count(of.same)}</dd></div></dl>
    <p class="muted small">${t('rule.backtest.beside', { revision: of.revision })}</p>
    <${Events} title=${t('rule.backtest.addedExamples')} of=${of.addedExamples} bus=${bus} /><${Events} title=${t('rule.backtest.removedExamples')} of=${of.removedExamples} bus=${bus} /></div>`;
}

/** @param {{title: string, of: any[], bus: string}} props */
function Events({ title, of, bus }) {
  if (!of?.length) return null;
  return html`<div><h3>${title}</h3><ul class="tried">${of.map(
    (one, at) => html`<li key=${at}><a class="tried-head" href=${to(['events', one.bus ?? bus, one.id], { around: one.accepted })}><span class="tried-type"><${Name} of=${eventName(one)} /></span><span class="muted small"><${Time} at=${one.accepted} /></span></a>
      ${one.why && html`<p class="tried-why small muted">${visible(one.why)}</p>`}</li>`,
  )}</ul></div>`;
}
