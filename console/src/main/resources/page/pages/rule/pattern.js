/**
 * A pattern as the form shows it, and back. The form has sources and types as names, and one row for each other condition. What
 * it can not show stays as it is, in a row that only shows its JSON (`raw`).
 */
import { ExactNumber } from '../../app/api.js';

/**
 * @typedef {'is' | 'isNot' | 'prefix' | 'suffix' | 'contains' | 'notPrefix' | 'notSuffix' | 'notContains' | 'number' | 'range' | 'cidr' | 'exists' | 'absent' | 'raw'} Op
 * @typedef {object} Row
 * @property {number} id
 * @property {string} path the names from the outside in, with dots between; for `raw` as it is shown
 * @property {Op} op
 * @property {any[]} values
 * @property {string[]} [signs] of `number` and `range`: one or two of = != > >= < <=
 * @property {string[]} [names] of `raw`: the names, of which one may have a dot in it
 * @property {any} [raw]
 * @property {boolean} [own] made in the form as a condition, and so not shown as the scope
 * @typedef {object} Form
 * @property {string[]} sources
 * @property {string[]} types
 * @property {Row[]} rows
 */

let lastId = 0;
/** @returns {Row} */
export const newRow = (path = '', op = /** @type {Op} */ ('is'), values = /** @type {any[]} */ ([])) => ({ id: ++lastId, path, op, values });

/** @param {any} value */
export const isScalar = (value) => value === null || typeof value !== 'object' || value instanceof ExactNumber;
/** @param {any} value */
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof ExactNumber);
/** @param {any} value */
const isNumber = (value) => typeof value === 'number' || value instanceof ExactNumber;
/** @param {any} value */
const texts = (value) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

/** @param {any} pattern @returns {Form} */
export function readPattern(pattern) {
  /** @type {Form} */
  const form = { sources: [], types: [], rows: [] };
  for (const [name, value] of Object.entries(isObject(pattern) ? pattern : {})) {
    if (name === 'source' && texts(value)) form.sources = value;
    else if (name === 'type' && texts(value)) form.types = value;
    else if (name === 'data') readLeaves(value, ['data'], form.rows);
    else form.rows.push(readLeaf(value, [name]));
  }
  return form;
}

/** @param {any} value @param {string[]} names @param {Row[]} rows */
function readLeaves(value, names, rows) {
  if (!isObject(value) || Object.keys(value).length === 0) {
    rows.push(readLeaf(value, names));
    return;
  }
  for (const [name, inner] of Object.entries(value)) readLeaves(inner, [...names, name], rows);
}

/** @param {any} leaf @param {string[]} names @returns {Row} */
function readLeaf(leaf, names) {
  const path = names.join('.');
  const simple = names.every((name) => name && !name.includes('.')) && Array.isArray(leaf) && leaf.length > 0 ? conditionOf(leaf) : null;
  return simple ? { ...newRow(path), ...simple } : { ...newRow(path, 'raw'), names, raw: leaf };
}

/** @param {any[]} leaf @returns {{op: Op, values: any[], signs?: string[]} | null} */
function conditionOf(leaf) {
  if (leaf.every(isScalar)) return { op: 'is', values: leaf };
  if (!leaf.every((one) => isObject(one) && Object.keys(one).length === 1)) return null;
  const op = Object.keys(leaf[0])[0];
  const given = leaf.map((one) => one[op]);
  if (['prefix', 'suffix', 'contains', 'cidr'].includes(op) && given.every((one) => typeof one === 'string')) return { op: /** @type {Op} */ (op), values: given };
  if (leaf.length > 1) return null;
  const [value] = given;
  if (op === 'exists' && typeof value === 'boolean') return { op: value ? 'exists' : 'absent', values: [] };
  if (op === 'anything-but') {
    if (isScalar(value)) return { op: 'isNot', values: [value] };
    if (Array.isArray(value) && value.length > 0 && value.every(isScalar)) return { op: 'isNot', values: value };
    if (!isObject(value) || Object.keys(value).length !== 1) return null;
    const [[inner, text]] = Object.entries(value);
    const not = { prefix: 'notPrefix', suffix: 'notSuffix', contains: 'notContains' }[inner];
    return not && typeof text === 'string' ? { op: /** @type {Op} */ (not), values: [text] } : null;
  }
  if (op === 'numeric' && Array.isArray(value)) {
    const [sign, number, second, other] = value;
    if (value.length === 2 && typeof sign === 'string' && isNumber(number)) return { op: 'number', signs: [sign], values: [number] };
    if (value.length === 4 && /^>=?$/.test(sign) && /^<=?$/.test(second) && isNumber(number) && isNumber(other)) {
      return { op: 'range', signs: [sign, second], values: [number, other] };
    }
  }
  return null;
}

/** Whether a row says enough to be a condition. @param {Row} row */
export function isComplete(row) {
  if (row.op === 'raw') return true;
  if (!isPath(row.path)) return false;
  if (row.op === 'exists' || row.op === 'absent') return true;
  if (row.op === 'number') return row.values.length > 0 && isNumber(row.values[0]);
  if (row.op === 'range') return isNumber(row.values[0]) && isNumber(row.values[1]);
  return row.values.length > 0;
}

/** Whether it names an attribute, or a field of the data. @param {string} path */
export const isPath = (path) => /^(data(\.[^.]+)+|[a-z0-9]+)$/.test(path) && path !== 'data';

/** @param {Row} row */
function leafOf({ op, values, signs, raw }) {
  switch (op) {
    case 'raw':
      return raw;
    case 'is':
      return values;
    case 'isNot':
      return [{ 'anything-but': values.length === 1 ? values[0] : values }];
    case 'notPrefix':
    case 'notSuffix':
    case 'notContains':
      return [{ 'anything-but': { [op.slice(3).toLowerCase()]: String(values[0]) } }];
    case 'number':
      return [{ numeric: [signs?.[0] ?? '=', values[0]] }];
    case 'range':
      return [{ numeric: [signs?.[0] ?? '>=', values[0], signs?.[1] ?? '<=', values[1]] }];
    case 'exists':
    case 'absent':
      return [{ exists: op === 'exists' }];
    default:
      return values.map((value) => ({ [op]: String(value) }));
  }
}

/**
 * The pattern that a form means. A row that is not complete is left out; so is one whose field another row has already.
 * @param {Form} form @returns {{pattern: any, twice: Set<number>}} `twice`: the ids of those that have no place
 */
export function writePattern({ sources, types, rows }) {
  /** @type {Record<string, any>} */
  const pattern = {};
  const twice = new Set();
  if (sources.length) pattern.source = sources;
  if (types.length) pattern.type = types;
  for (const row of rows) {
    if (isComplete(row) && !put(pattern, row.names ?? row.path.split('.'), leafOf(row))) twice.add(row.id);
  }
  return { pattern, twice };
}

/** @param {Record<string, any>} pattern @param {string[]} names @param {any} leaf */
function put(pattern, names, leaf) {
  let place = pattern;
  for (const name of names.slice(0, -1)) {
    if (!Object.hasOwn(place, name)) own(place, name, {});
    if (!isObject(place[name])) return false;
    place = place[name];
  }
  const last = /** @type {string} */ (names.at(-1));
  if (Object.hasOwn(place, last)) return false;
  own(place, last, leaf);
  return true;
}

/** Sets a field whatever it is called; `__proto__` is a name like any other. @param {any} place @param {string} name @param {any} value */
const own = (place, name, value) => Object.defineProperty(place, name, { value, enumerable: true, configurable: true, writable: true });

/** A value as one types it: a number, true, false and null are these, what stands in quotes is a text. @param {string} text */
export function readValue(text) {
  if (text === 'true' || text === 'false' || text === 'null') return JSON.parse(text);
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return readNumber(text);
  if (/^".*"$/s.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}

/** A number with the digits that were typed; undefined where it is none. @param {string} text */
export function readNumber(text) {
  const trimmed = text.trim();
  if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(trimmed)) return undefined;
  return String(Number(trimmed)) === trimmed ? Number(trimmed) : new ExactNumber(trimmed);
}

/** A value as `readValue` would read it again. @param {any} value */
export function showValue(value) {
  if (typeof value !== 'string') return String(value);
  return value === '' || typeof readValue(value) !== 'string' || /^".*"$/s.test(value) ? JSON.stringify(value) : value;
}

/* ---------------------------------------------------------------- whose events */

const USERS = ['OwnerId', 'UserId', 'operator', 'operatorUid', 'operatorBaseId', 'createUser', 'assignee', 'submitter', 'owner'];
const WORKSPACES = ['WorkspaceId', 'projectId', 'appId', 'queryDwProjectId'];

/**
 * The fields that say who did it and in which workspace, where all the chosen types have the same ones.
 * @param {import('../../app/catalog.js').Catalog} catalog @param {Form} form
 * @returns {{mine?: string, workspace?: string, workspaces: string[]}} paths; `workspaces` are the fields that would be needed
 */
export function scopeFields(catalog, { sources, types }) {
  const meant = catalog.types.filter((type) => (types.length ? types.includes(type.type) : sources.includes(type.source)));
  /** @param {string[]} names */
  const shared = (names) => names.find((name) => meant.length > 0 && meant.every((type) => type.bodyFields && Object.hasOwn(type.bodyFields, name)));
  const mine = shared(USERS);
  const workspace = shared(WORKSPACES);
  const workspaces = [...new Set(meant.map((type) => WORKSPACES.find((name) => Object.hasOwn(type.bodyFields ?? {}, name)) ?? ''))];
  return { mine: mine && `data.${mine}`, workspace: workspace && `data.${workspace}`, workspaces: workspaces.filter(Boolean) };
}

/* ---------------------------------------------------------------- what PAI allows */

/** @param {any} condition of `source` or `type` @param {string} text @returns {boolean} */
function fits(condition, text) {
  if (isScalar(condition)) return String(condition) === text;
  return Object.entries(condition).every(([op, value]) => {
    if (op === 'prefix') return text.startsWith(value);
    if (op === 'suffix') return text.endsWith(value);
    if (op === 'contains') return text.includes(value);
    if (op === 'exists') return value === true;
    if (op === 'anything-but') return isObject(value) ? !fits(value, text) : ![value].flat().some((one) => String(one) === text);
    return false;
  });
}

/** @param {any} condition @param {string} beginning */
const says = (condition, beginning) => {
  if (isScalar(condition)) return String(condition).startsWith(beginning);
  return typeof condition.prefix === 'string' && condition.prefix.startsWith(beginning);
};

/**
 * What the buses of PAI allow for a pattern, as far as its source and type tell; a doubt counts against it, as at the server.
 * @param {import('../../app/catalog.js').Catalog} catalog @param {string} bus @param {any} pattern
 * @returns {{http: boolean, people: boolean}} whether HTTP targets, and text messages, calls and e-mail
 */
export function allowedByPai(catalog, bus, pattern) {
  if (!bus.startsWith('pai-system-')) return { http: true, people: true };
  const models = catalog.types.filter((type) => type.source === 'acs.pai.model');
  const families = [...new Set(models.map(({ type }) => type.slice(0, type.lastIndexOf(':') + 1)))];
  const source = Array.isArray(pattern?.source) ? pattern.source : null;
  const type = Array.isArray(pattern?.type) ? pattern.type : null;
  /** @param {any[] | null} wanted @param {string} text */
  const any = (wanted, text) => !wanted || wanted.some((one) => fits(one, text));
  return {
    http: Boolean(type) && families.some((family) => type.every((/** @type {any} */ one) => says(one, family))),
    people: !(
      families.some((family) => type?.some((/** @type {any} */ one) => says(one, family))) || models.some((model) => any(source, model.source) && any(type, model.type))
    ),
  };
}
