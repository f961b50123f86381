/** Who is told: the targets of a rule, and what each channel needs. */
import { html, useState } from '../../vendor/ui.js';
import { post, url } from '../../app/api.js';
import { may } from '../../app/store.js';
import { t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { confirm } from '../../ui/confirm.js';
import { Field } from '../../ui/field.js';
import { Name, visible } from '../../ui/name.js';
import { Note, Problem } from '../../ui/problem.js';
import { State } from '../../ui/state.js';
import { CHANNELS, newTarget, places } from './channels.js';
import { allowedByPai } from './pattern.js';
import { TargetFields } from './target-fields.js';

/** @typedef {import('./draft.js').Draft} Draft */

/**
 * @param {{draft: Draft, catalog: import('../../app/catalog.js').Catalog, quota: number, people: any[], readOnly: boolean, states: any[]}} props
 */
export function Targets({ draft, catalog, quota, people, readOnly, states }) {
  const { targets, pattern } = draft.content.value;
  const used = places(targets);
  const allowed = allowedByPai(catalog, draft.bus, pattern);
  const mistake = draft.mistake('targets');
  /** @param {string} type */
  const why = (type) => {
    const { pai } = CHANNELS[type];
    if (pai === 'models' && !allowed.http) return t('rule.pai.http');
    if (pai === 'people' && !allowed.people) return t('rule.pai.people');
    return '';
  };
  /** @param {string} type */
  const add = (type) => {
    draft.change({ targets: [...targets, newTarget(type, targets)] });
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector('.target-card:last-of-type input'))?.focus());
  };
  const reasons = [...new Set(Object.keys(CHANNELS).map(why).filter(Boolean))];
  return html`<section class="card part" aria-labelledby="who"><header><h2 id="who">${t('rule.who')}</h2>
      <span class=${used > quota ? 'wrong number' : 'muted number'} role="status">${t('rule.quota', { used, quota })}</span></header>
    ${targets.length === 0 && html`<p class="muted">${t('rule.who.none')}</p>`}
    <div class="target-cards">${targets.map(
      (/** @type {any} */ target, /** @type {number} */ at) => html`<${Target} key=${at} draft=${draft} at=${at} target=${target} people=${people} readOnly=${readOnly}
        refused=${CHANNELS[target.type] ? why(target.type) : ''} state=${states.find((one) => one.target === target.id)} />`,
    )}</div>
    ${!readOnly &&
    html`<fieldset class="form-group"><legend>${t('rule.who.add')}</legend>
      <div class="row-gap">${Object.keys(CHANNELS).map(
        (type) => html`<${Button} key=${type} small icon="plus" disabled=${Boolean(why(type))} title=${why(type) || undefined} act=${() => add(type)}>${t(`channel.${type}`)}<//>`,
      )}</div>
      ${reasons.map((reason) => html`<small class="muted" key=${reason}>${reason}</small>`)}</fieldset>`}
    ${used > quota && html`<${Note} kind="bad">${t('rule.quota.over', { used, quota })}<//>`}
    ${mistake && used <= quota && html`<${Note} kind="bad">${visible(mistake)}<//>`}
  </section>`;
}

/** @param {{draft: Draft, at: number, target: any, people: any[], readOnly: boolean, refused: string, state: any}} props */
function Target({ draft, at, target, people, readOnly, refused, state }) {
  const where = `targets[${at}]`;
  const channel = CHANNELS[target.type];
  const health = draft.stored.value?.targets?.find((/** @type {any} */ one) => one.id === target.id)?.health ?? (state?.state && state.state !== 'well' ? state : null);
  const placed = [...(channel?.fields ?? []), 'id', 'retry', 'ratePerMinute', 'concurrency'].map((field) => `${where}.${field}`);
  const rest = draft.mistakes.value.filter((one) => one.path.startsWith(where) && !/^targets\[\d+\]\d/.test(one.path) && !placed.some((path) => one.path === path || one.path.startsWith(`${path}[`) || one.path.startsWith(`${path}.`)) && draft.counts(one));
  return html`<section class="target-card" aria-label=${`${channel ? t(`channel.${target.type}`) : target.type} ${target.id}`}>
    <header><b>${channel ? t(`channel.${target.type}`) : html`<${Name} of=${target.type} />`}</b><span class="muted mono"><${Name} of=${target.id} mono /></span>
      ${health && html`<${State} of=${health.state} />`}
      ${!readOnly && html`<${Button} kind="quiet" small icon="trash" label=${t('rule.target.remove', { target: target.id })} act=${() => draft.changeTarget(at, null)} />`}</header>
    ${health?.reason && html`<p class="small muted">${visible(health.reason)}</p>`}
    ${refused && html`<${Note} kind="bad">${refused}<//>`}
    ${!channel && html`<${Note} kind="warn">${t('rule.target.unknown')}<//>`}
    ${channel && html`<${TargetFields} draft=${draft} at=${at} target=${target} channel=${channel} people=${people} readOnly=${readOnly} />`}
    ${!refused && rest.map((one) => html`<${Note} kind="bad" key=${one.path}>${one.path.slice(where.length + 1)}${one.path.length > where.length ? ': ' : ''}${visible(one.text)}<//>`)}
    ${channel && may('operate') && html`<${Test} draft=${draft} target=${target} channel=${channel} />`}
  </section>`;
}

/** Test Connectivity, before anything is saved. @param {{draft: Draft, target: any, channel: import('./channels.js').Channel}} props */
function Test({ draft, target, channel }) {
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [of, setOf] = useState('');
  const own = JSON.stringify(target);
  const notHere = draft.bus.startsWith('pai-system-') && !channel.robot;
  const ready = channel.needs.every((field) => (Array.isArray(target[field]) ? target[field].length : target[field]));
  const send = async () => {
    setAnswer(null);
    setError(null);
    setOf(own);
    try {
      setAnswer(await post(url('/api/targets/test'), { bus: draft.bus, ...(draft.stored.peek() && { rule: draft.stored.peek().name }), target }, { timeoutMillis: 60_000 }));
    } catch (failure) {
      setError(failure);
    }
  };
  const test = async () => {
    if (!channel.way) return send();
    await confirm({
      title: t('rule.test.ask', { target: target.id }),
      what: html`<p>${t('rule.test.what')}</p><p><b><${Name} of=${target.contacts[0]} /></b></p>`,
      count: 1,
      unit: `rule.test.unit.${channel.way}`,
      also: [[t('confirm.cost'), t(channel.way === 'email' ? 'rule.test.free' : 'rule.test.cost')]],
      act: t('rule.test.act'),
      async run() {
        send();
      },
    });
  };
  const old = of !== own;
  return html`<footer class="test"><${Button} small icon="play" disabled=${notHere || !ready} act=${test}>${t('rule.test')}<//>
      <small class="muted">${notHere ? t('rule.test.no') : !ready ? t('rule.test.notYet') : t(channel.way ? 'rule.test.first' : 'rule.test.one')}</small>
    </footer>
    <div role="status">${answer && html`<${Note} kind=${old ? 'info' : answer.ok ? 'good' : 'bad'}>${answer.ok ? html`<b>${t('rule.test.ok')}</b> ` : html`<b>${t('rule.test.failed')}</b> `}${visible(answer.message ?? '')}
      ${old && html` <span class="muted">${t('rule.test.old')}</span>`}<//>`}</div>
    ${error && html`<${TestProblem} error=${error} />`}`;
}

/** @param {{error: any}} props */
function TestProblem({ error }) {
  if (error.status === 404 && error.code === 'NotFound') return html`<${Note} kind="warn">${t('rule.test.away')}<//>`;
  return html`<${Problem} error=${error} />`;
}
