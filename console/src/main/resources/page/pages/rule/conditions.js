/** Conditions on what events contain: one row each. */
import { html, useId, useMemo } from '../../vendor/ui.js';
import { t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { visible } from '../../ui/name.js';
import { Tokens } from '../../ui/tokens.js';
import { isComplete, isPath, newRow, readNumber, readValue, showValue } from './pattern.js';

/** @typedef {import('./pattern.js').Row} Row */

const OPS = ['is', 'isNot', 'prefix', 'suffix', 'contains', 'notPrefix', 'notSuffix', 'notContains', 'number', 'range', 'cidr', 'exists', 'absent'];
const SIGNS = ['=', '!=', '>', '>=', '<', '<='];
const ONE = ['notPrefix', 'notSuffix', 'notContains'];
const TEXTS = ['prefix', 'suffix', 'contains', 'cidr', ...ONE];

/** @param {{draft: import('./draft.js').Draft, catalog: import('../../app/catalog.js').Catalog, rows: Row[], readOnly: boolean}} props */
export function Conditions({ draft, catalog, rows, readOnly }) {
  const { sources, types } = draft.form.value;
  const id = useId();
  const paths = useMemo(() => {
    const meant = catalog.types.filter((type) => (types.length ? types.includes(type.type) : sources.includes(type.source)));
    const names = new Set(['subject', 'time', 'id', 'aliyunregionid']);
    for (const type of meant) for (const name of Object.keys(type.bodyFields ?? {})) if (/^[\w.]+$/.test(name)) names.add(`data.${name}`);
    return [...names];
  }, [catalog, sources.join(), types.join()]);
  /** @param {Row} row @param {Partial<Row>} change */
  const change = (row, change) => draft.changeForm({ rows: draft.form.value.rows.map((one) => (one.id === row.id ? { ...one, ...change } : one)) });
  /** @param {Row} row */
  const remove = (row) => draft.changeForm({ rows: draft.form.value.rows.filter((one) => one.id !== row.id) });
  return html`<fieldset class="form-group"><legend>${t('rule.conditions')}</legend>
    ${rows.length === 0 && html`<small class="muted">${t('rule.conditions.none')}</small>`}
    <datalist id=${id}>${paths.map((path) => html`<option key=${path} value=${path}></option>`)}</datalist>
    <ul class="conditions">${rows.map(
      (row) => html`<li key=${row.id}>${row.op === 'raw' ? html`<${Raw} row=${row} />` : html`<${Condition} row=${row} list=${id} readOnly=${readOnly} change=${(/** @type {any} */ next) => change(row, next)} error=${mistakeOf(draft, row)} />`}
        ${!readOnly && html`<${Button} kind="quiet" icon="cross" label=${t('rule.conditions.remove', { field: row.path || '…' })} act=${() => remove(row)} />`}</li>`,
    )}</ul>
    <div><${Button} small icon="plus" act=${() => draft.changeForm({ rows: [...draft.form.value.rows, { ...newRow(''), own: true }] })}>${t('rule.conditions.add')}<//></div></fieldset>`;
}

/** @param {import('./draft.js').Draft} draft @param {Row} row */
function mistakeOf(draft, row) {
  if (draft.twice.value.has(row.id)) return t('rule.conditions.twice');
  const path = `pattern.${row.path}`;
  const found = row.path && draft.mistakes.value.find((one) => one.path === path || one.path.startsWith(`${path}[`));
  return found ? found.text : undefined;
}

/** @param {{row: Row}} props */
function Raw({ row }) {
  return html`<div class="raw"><b>${visible(row.path)}</b> <code>${visible(JSON.stringify(row.raw))}</code><small class="muted">${t('rule.conditions.raw')}</small></div>`;
}

/** @param {{row: Row, list: string, readOnly: boolean, change: (next: Partial<Row>) => void, error?: string}} props */
function Condition({ row, list, readOnly, change, error }) {
  const { path, op, values, signs = [] } = row;
  const wrongPath = path !== '' && !isPath(path);
  /** @param {import('./pattern.js').Op} next */
  const choose = (next) => {
    /** @type {Partial<Row>} */
    const changed = { op: next };
    if (next === 'number') Object.assign(changed, { signs: ['>'], values: numbers(values).slice(0, 1) });
    else if (next === 'range') Object.assign(changed, { signs: ['>=', '<='], values: numbers(values).slice(0, 2) });
    else if (TEXTS.includes(next)) changed.values = values.map(String).slice(0, ONE.includes(next) ? 1 : undefined);
    change(changed);
  };
  /** @param {number} at @param {string} text */
  const number = (at, text) => {
    const next = [...values];
    next[at] = readNumber(text) ?? text;
    change({ values: next });
  };
  /** @param {number} at @param {string} sign */
  const sign = (at, sign) => change({ signs: signs.map((one, index) => (index === at ? sign : one)) });
  const isNumbers = op === 'number' || op === 'range';
  const missing = path && !isComplete(row) && !wrongPath && values.some((one) => one !== '' && one !== undefined) ? t('rule.conditions.number') : undefined;
  return html`<div class=${`condition ${isNumbers ? 'numbers' : ''}`}>
    <${Field} label=${t('rule.conditions.field')} hideLabel value=${path} list=${list} placeholder="data.status" change=${(/** @type {string} */ text) => change({ path: text.trim() })}
      error=${wrongPath ? t('rule.conditions.path') : undefined} />
    <${Field} kind="select" label=${t('rule.conditions.op')} hideLabel value=${op} change=${choose} options=${OPS.map((value) => ({ value, label: t(`rule.op.${value}`) }))} />
    ${isNumbers
      ? html`<div class="signs">${(op === 'range' ? [['>', '>='], ['<', '<=']] : [SIGNS]).map(
          (some, at) => html`<${Field} key=${`s${at}`} kind="select" label=${t('rule.conditions.sign')} hideLabel value=${signs[at]} options=${some.map((value) => ({ value, label: SHOWN[value] }))} change=${(/** @type {string} */ next) => sign(at, next)} />
            <${Field} key=${`v${at}`} label=${t('rule.conditions.value')} hideLabel inputmode="decimal" value=${String(values[at] ?? '')} change=${(/** @type {string} */ text) => number(at, text)} error=${at === 0 ? missing : undefined} />`,
        )}</div>`
      : op === 'exists' || op === 'absent'
        ? html`<span></span>`
        : html`<${Tokens} label=${t('rule.conditions.value')} hideLabel values=${values} readOnly=${readOnly} comma=${!TEXTS.includes(op)} read=${TEXTS.includes(op) ? undefined : readValue} show=${TEXTS.includes(op) ? String : showValue}
            placeholder=${t(`rule.conditions.${op === 'cidr' ? 'network' : ONE.includes(op) ? 'text' : 'values'}`)}
            change=${(/** @type {any[]} */ next) => change({ values: ONE.includes(op) ? next.slice(-1) : next })} />`}
    ${error && html`<small class="wrong" role="alert">${visible(error)}</small>`}</div>`;
}

/** @type {Record<string, string>} */
const SHOWN = { '=': '=', '!=': '≠', '>': '>', '>=': '≥', '<': '<', '<=': '≤' };

/** @param {any[]} values */
const numbers = (values) => values.map((value) => readNumber(String(value))).filter((value) => value !== undefined);
