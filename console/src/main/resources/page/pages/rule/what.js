/** Which events a rule is for: their service, their types, whose they are, and what they contain. */
import { html, useState } from '../../vendor/ui.js';
import { groupsOf, sourceName, typeName } from '../../app/catalog.js';
import { known, t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { visible } from '../../ui/name.js';
import { Note } from '../../ui/problem.js';
import { Tokens } from '../../ui/tokens.js';
import { Conditions } from './conditions.js';
import { isComplete, newRow, readValue, scopeFields, showValue } from './pattern.js';

/** @typedef {import('./draft.js').Draft} Draft */
/** @typedef {import('../../app/catalog.js').Catalog} Catalog */

/** @param {{draft: Draft, catalog: Catalog, readOnly: boolean}} props */
export function What({ draft, catalog, readOnly }) {
  const form = draft.form.value;
  const scope = scopeFields(catalog, form);
  const scoped = scopeOf(form, scope);
  const shown = scoped.row ? form.rows.filter((row) => row !== scoped.row) : form.rows;
  const paths = new Set(shown.map((row) => `pattern.${row.path}`));
  const mistakes = draft.mistakes.value.filter((one) => one.path.startsWith('pattern') && draft.counts(one) && ![...paths].some((path) => one.path.startsWith(path)));
  return html`<section class="card part" aria-labelledby="what"><header><h2 id="what">${t('rule.what')}</h2></header>
    <fieldset disabled=${readOnly} class="stack">
      <${Sources} draft=${draft} catalog=${catalog} />
      ${form.sources.map((source) => html`<${Types} key=${source} draft=${draft} catalog=${catalog} source=${source} alone=${form.sources.length === 1} />`)}
      <${OtherTypes} draft=${draft} catalog=${catalog} readOnly=${readOnly} />
      <${Scope} draft=${draft} fields=${scope} scoped=${scoped} readOnly=${readOnly} />
      <${Conditions} draft=${draft} catalog=${catalog} rows=${shown} readOnly=${readOnly} />
    </fieldset>
    ${mistakes.map((one) => html`<${Note} kind="bad" key=${one.path}>${one.path}: ${visible(one.text)}<//>`)}
    ${draft.warnings.value.map((text) => html`<${Note} kind="warn" key=${text}>${visible(text)}<//>`)}
  </section>`;
}

/** @param {{draft: Draft, catalog: Catalog}} props */
function Sources({ draft, catalog }) {
  const { sources, types } = draft.form.value;
  const names = catalog.sources.map((one) => one.source);
  const [other, setOther] = useState(false);
  const custom = sources.filter((source) => !names.includes(source));
  /** @param {string} source */
  const toggle = (source) => {
    if (!sources.includes(source)) return draft.changeForm({ sources: [...sources, source] });
    draft.changeForm({ sources: sources.filter((one) => one !== source), types: types.filter((type) => catalog.byType.get(type)?.source !== source) });
  };
  return html`<fieldset class="form-group"><legend>${t('rule.source')}</legend>
    <div class="service-cards">${ORDER.filter((source) => names.includes(source)).concat(names.filter((source) => !ORDER.includes(source))).map(
      (source) => html`<label class="service-card" key=${source}><input type="checkbox" checked=${sources.includes(source)} onChange=${() => toggle(source)} />
        <span><b>${sourceName(source)}</b><small class="muted">${known(`catalog.about.${source}`) ? t(`catalog.about.${source}`) : source}</small></span></label>`,
    )}
      <label class="service-card"><input type="checkbox" checked=${other || custom.length > 0} disabled=${custom.length > 0} onChange=${() => setOther(!other)} />
        <span><b>${t('rule.source.other')}</b><small class="muted">${t('rule.source.other.about')}</small></span></label></div>
    ${(other || custom.length > 0) &&
    html`<${Tokens} label=${t('rule.source.names')} values=${custom} placeholder="my.shop" change=${(/** @type {string[]} */ next) => draft.changeForm({ sources: [...sources.filter((one) => names.includes(one)), ...next] })} />`}
    ${!sources.length && html`<small class="muted">${t('rule.source.none')}</small>`}</fieldset>`;
}

const ORDER = ['acs.pai.dlc', 'acs.pai.flow', 'acs.pai.model', 'acs.pai.dsw', 'acs.dataworks'];

/** @param {{draft: Draft, catalog: Catalog, source: string, alone: boolean}} props */
function Types({ draft, catalog, source, alone }) {
  const { types } = draft.form.value;
  const groups = groupsOf(catalog, source);
  const all = groups.flatMap((group) => group.types.map((one) => one.type));
  const [filter, setFilter] = useState('');
  if (!all.length) return null;
  const chosen = all.filter((type) => types.includes(type));
  const wanted = filter.trim().toLowerCase();
  const hidden = draft.form.value.rows.some((row) => row.path === 'type');
  if (hidden) return null;
  /** @param {string[]} some @param {boolean} on */
  const set = (some, on) => draft.changeForm({ types: on ? [...types, ...some.filter((type) => !types.includes(type))] : types.filter((type) => !some.includes(type)) });
  return html`<fieldset class="form-group"><legend>${alone ? t('rule.types') : t('rule.types.of', { source: sourceName(source) })}
      <span class="muted"> ${chosen.length ? t('rule.types.some', { count: chosen.length, all: all.length }) : types.length && !alone ? '' : t('rule.types.all', { count: all.length })}</span></legend>
    ${types.length > 0 && !chosen.length && html`<${Note} kind="warn">${t('rule.types.noneOf', { source: sourceName(source) })} <${Button} small act=${() => set(all, true)}>${t('rule.types.takeAll')}<//><//>`}
    ${all.length > 20 && html`<${Field} kind="search" label=${t('rule.types.filter')} hideLabel value=${filter} change=${setFilter} placeholder=${t('rule.types.filter')} />`}
    <div class=${`types${groups.length > 4 ? ' many' : ''}`}>${groups.map((group) => {
      const found = group.types.filter(({ type, eventCode }) => !wanted || `${typeName(type)} ${type} ${eventCode}`.toLowerCase().includes(wanted));
      if (!found.length) return null;
      const names = found.map((one) => one.type);
      const on = names.filter((type) => types.includes(type)).length;
      const boxes = html`<div class="boxes">${found.map(
        ({ type, eventCode }) => html`<label class="box" key=${type} title=${type}><input type="checkbox" checked=${types.includes(type)} onChange=${(/** @type {any} */ event) => set([type], event.currentTarget.checked)} />
          <span>${typeName(type)} <small class="muted">${eventCode}</small></span></label>`,
      )}</div>`;
      const whole = html`<input type="checkbox" aria-label=${t('rule.types.group', { group: group.name })} checked=${on === names.length} indeterminate=${on > 0 && on < names.length}
        onChange=${(/** @type {any} */ event) => set(names, event.currentTarget.checked)} />`;
      return groups.length > 4
        ? html`<${Folded} key=${group.group} name=${group.name} whole=${whole} note=${on ? `${on} / ${names.length}` : names.length} begin=${on > 0} wanted=${wanted !== ''}>${boxes}<//>`
        : html`<div key=${group.group} class="types-group"><div class="types-head">${names.length > 1 && whole}<b>${group.name}</b></div>${boxes}</div>`;
    })}</div></fieldset>`;
}

/** A group of types that opens on its name. @param {any} props */
function Folded({ name, whole, note, begin, wanted, children }) {
  const [open, setOpen] = useState(begin);
  const shown = open || wanted;
  return html`<div class="types-group"><div class="types-fold">${whole}<button type="button" aria-expanded=${shown ? 'true' : 'false'} onClick=${() => setOpen(!shown)}>
      <${Icon} name=${shown ? 'down' : 'right'} size=${12} /><b>${name}</b> <span class="muted">${note}</span></button></div>${shown && children}</div>`;
}

/** Types that are chosen and in no box, and types of sources that nobody knows. @param {{draft: Draft, catalog: Catalog, readOnly: boolean}} props */
function OtherTypes({ draft, catalog, readOnly }) {
  const { sources, types } = draft.form.value;
  const boxed = (/** @type {string} */ type) => sources.includes(catalog.byType.get(type)?.source ?? '');
  const others = types.filter((type) => !boxed(type));
  const custom = sources.some((source) => !catalog.sources.some((one) => one.source === source));
  if (!others.length && !custom) return null;
  return html`<${Tokens} label=${t('rule.types.other')} hint=${t('rule.types.other.hint')} values=${others} readOnly=${readOnly}
    suggest=${sources.length ? [] : catalog.types.map((one) => one.type)} change=${(/** @type {string[]} */ next) => draft.changeForm({ types: [...types.filter(boxed), ...next] })} />`;
}

/**
 * The row that says whose events they are, if there is one.
 * @param {import('./pattern.js').Form} form @param {ReturnType<typeof scopeFields>} fields
 * @returns {{kind: 'all' | 'mine' | 'workspace', row?: import('./pattern.js').Row}}
 */
function scopeOf(form, { mine, workspace }) {
  for (const [kind, path] of /** @type {['mine' | 'workspace', string | undefined][]} */ ([['mine', mine], ['workspace', workspace]])) {
    const row = path && form.rows.find((one) => one.path === path && one.op === 'is' && !one.own);
    if (row) return { kind, row };
  }
  return { kind: 'all' };
}

/** @param {{draft: Draft, fields: ReturnType<typeof scopeFields>, scoped: ReturnType<typeof scopeOf>, readOnly: boolean}} props */
function Scope({ draft, fields, scoped, readOnly }) {
  const { sources, types, rows } = draft.form.value;
  if (!sources.length && !types.length) return null;
  if (!fields.mine && !fields.workspace && !fields.workspaces.length) return null;
  /** @param {'all' | 'mine' | 'workspace'} kind */
  const choose = (kind) => {
    const others = rows.filter((row) => row !== scoped.row);
    if (kind === 'all') return draft.changeForm({ rows: others });
    const path = /** @type {string} */ (fields[kind]);
    const last = others.find((row) => row.path === path && !isComplete(row));
    draft.changeForm({ rows: [last ?? newRow(path, 'is', remembered(kind)), ...others.filter((row) => row !== last)] });
  };
  const why = { all: '', mine: fields.mine ? '' : t('rule.scope.mine.no'), workspace: fields.workspace ? '' : t('rule.scope.workspace.no', { fields: fields.workspaces.join(', ') }) };
  return html`<fieldset class="form-group"><legend>${t('rule.scope')}</legend>
    <div class="radios">${/** @type {('all' | 'workspace' | 'mine')[]} */ (['all', 'workspace', 'mine']).map(
      (kind) => html`<label class="box" key=${kind}><input type="radio" name="scope" checked=${scoped.kind === kind} disabled=${Boolean(why[kind])} onChange=${() => choose(kind)} />
        <span>${t(`rule.scope.${kind}`)}${why[kind] && html` <small class="muted">${why[kind]}</small>`}</span></label>`,
    )}</div>
    ${scoped.row &&
    html`<${Tokens} label=${t(`rule.scope.${scoped.kind}.ids`)} hint=${t('rule.scope.field', { field: scoped.row.path })} values=${scoped.row.values} read=${readValue} show=${showValue} readOnly=${readOnly}
      error=${scoped.row.values.length ? undefined : t('rule.scope.empty')}
      change=${(/** @type {any[]} */ values) => {
        remember(scoped.kind, values);
        draft.changeForm({ rows: rows.map((row) => (row === scoped.row ? { ...row, values } : row)) });
      }} />`}</fieldset>`;
}

/** The ids that were typed last, for the next rule. @type {Record<string, any[]>} */
const lastIds = {};
/** @param {string} kind */
const remembered = (kind) => lastIds[kind] ?? [];
/** @param {string} kind @param {any[]} values */
const remember = (kind, values) => (lastIds[kind] = values);
