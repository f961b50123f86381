// A pattern goes into the form and comes back the same, whatever it is; and the form greys what PAI's buses do not allow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browserless.mjs';

const page = new URL('../../main/resources/page/', import.meta.url);
const { allowedByPai, readPattern, readValue, scopeFields, showValue, writePattern } = await import(new URL('pages/rule/pattern.js', page).href);
const { parseExact } = await import(new URL('app/api.js', page).href);
const { merged, partsOf } = await import(new URL('pages/rule/conflict.js', page).href);
const { mistakesIn } = await import(new URL('pages/rule/draft.js', page).href);

/** @param {any} pattern */
const again = (pattern) => writePattern(readPattern(pattern)).pattern;
/** @param {any} pattern */
const ops = (pattern) => readPattern(pattern).rows.map((/** @type {any} */ row) => row.op);

test('what the form can show it shows', () => {
  const pattern = { source: ['a', 'b'], type: ['t'], data: { status: [5, '6', null], name: [{ prefix: 'x' }, { prefix: 'y' }], n: [{ numeric: ['>', 1] }], m: [{ numeric: ['>=', 1, '<', 5] }], ip: [{ cidr: '10.0.0.0/8' }], a: { b: [{ exists: false }] }, not: [{ 'anything-but': { suffix: '.tmp' } }] } };
  const form = readPattern(pattern);
  assert.deepEqual([form.sources, form.types], [['a', 'b'], ['t']]);
  assert.deepEqual(ops(pattern), ['is', 'prefix', 'number', 'range', 'cidr', 'absent', 'notSuffix']);
  assert.deepEqual(again(pattern), pattern);
});

test('what the form can not show it keeps', () => {
  for (const leaf of [[5, { prefix: 'a' }], [{ prefix: 'a', suffix: 'b' }], [{ numeric: ['<', 5, '>', 1] }], [{ 'anything-but': [] }], [{ unknown: 1 }], [], 'text', [[1]], {}]) {
    const pattern = { data: { x: leaf } };
    assert.deepEqual(ops(pattern), ['raw'], JSON.stringify(leaf));
    assert.deepEqual(again(pattern), pattern);
  }
  assert.deepEqual(ops({ data: { 'a.b': [1] } }), ['raw'], 'a dot in a name');
  for (const name of ['a.b', '', '__proto__', 'constructor', '<img>', '\u202e', '名字']) {
    const pattern = JSON.parse(JSON.stringify({ data: { x: [1] } }).replace('"x"', JSON.stringify(name)));
    assert.equal(JSON.stringify(again(pattern)), JSON.stringify(pattern), name);
  }
  assert.deepEqual(again({ source: [{ prefix: 'a' }], type: [] }), { source: [{ prefix: 'a' }], type: [] });
});

const exact = 'rawJSON' in JSON; // In browsers it is; in Node from version 21 on.

test('numbers keep the digits that they were written with', { skip: !exact }, () => {
  const text = '{"data":{"n":[300.0,12345678901234567890,5e3,7]}}';
  assert.equal(JSON.stringify(again(parseExact(text))), text);
});

test('a value is read as it is shown', () => {
  for (const value of ['a', '5', '', 'true', '"quoted"', 'null', ' ', 5, -0.5, true, null]) assert.deepEqual(readValue(showValue(value)), value, String(value));
  if (exact) assert.equal(JSON.stringify(readValue('300.0')), '300.0');
  assert.equal(readValue('007'), '007');
});

test('a row without an end is left out, and the second row of a field has no place', () => {
  const rows = [
    { id: 1, path: 'data.a', op: 'is', values: [1] },
    { id: 2, path: 'data.a', op: 'prefix', values: ['x'] },
    { id: 3, path: 'data.a.b', op: 'is', values: [1] },
    { id: 4, path: 'data', op: 'is', values: [1] },
    { id: 5, path: 'data.c', op: 'is', values: [] },
    { id: 6, path: 'data.d', op: 'number', values: ['no number'] },
  ];
  const { pattern, twice } = writePattern(/** @type {any} */ ({ sources: [], types: [], rows }));
  assert.deepEqual(pattern, { data: { a: [1] } });
  assert.deepEqual([...twice], [2, 3]);
});

const type = (/** @type {string} */ source, /** @type {string} */ name, /** @type {string[]} */ fields) => ({ source, type: name, bodyFields: Object.fromEntries(fields.map((field) => [field, 'String'])) });
const catalog = {
  types: [
    type('acs.pai.dlc', 'pai:DlcJobProgress:Failed', ['UserId', 'WorkspaceId']),
    type('acs.pai.model', 'pai:ModelVersionStatus:Approved', ['OwnerId', 'UserId', 'WorkspaceId']),
    type('acs.pai.model', 'pai:ModelVersionStatus:StatusChanged', ['OwnerId', 'UserId', 'WorkspaceId']),
    type('acs.dataworks', 'dataworks:A:One', ['projectId', 'operator']),
    type('acs.dataworks', 'dataworks:A:Other', ['appId']),
  ],
};

test('whose events: the field is the one that all chosen types have', () => {
  assert.deepEqual(scopeFields(catalog, { sources: ['acs.pai.model'], types: [], rows: [] }), { mine: 'data.OwnerId', workspace: 'data.WorkspaceId', workspaces: ['WorkspaceId'] });
  assert.deepEqual(scopeFields(catalog, { sources: ['acs.dataworks'], types: [], rows: [] }), { mine: undefined, workspace: undefined, workspaces: ['projectId', 'appId'] });
  assert.equal(scopeFields(catalog, { sources: ['acs.dataworks'], types: ['dataworks:A:One'], rows: [] }).mine, 'data.operator');
});

test('what the buses of PAI allow is judged as the server judges it', () => {
  const modelsAlone = [{ type: ['pai:ModelVersionStatus:Approved'] }, { source: ['acs.pai.model'], type: [{ prefix: 'pai:ModelVersionStatus:' }] }, { type: ['pai:ModelVersionStatus:OfALaterPai'] }];
  const noModels = [{ type: ['pai:DlcJobProgress:Failed'] }, { type: ['pai:DlcJobProgress:Failed', { prefix: 'pai:Dsw' }] }, { type: [{ suffix: ':Failed' }] }, { source: ['acs.pai.dlc', 'acs.pai.dsw'] }, { source: ['acs.pai.dlc'], type: [{ prefix: 'pai:' }] }];
  const inDoubt = [{}, { source: ['acs.pai.model'] }, { source: [{ prefix: 'acs.pai.' }] }, { type: [{ prefix: 'pai:' }] }, { type: ['pai:ModelVersionStatus:Approved', 'pai:DlcJobProgress:Failed'] }, { type: [{ 'anything-but': 'pai:DlcJobProgress:Failed' }] }, { type: [{ contains: 'ModelVersionStatus:' }] }, { data: { ModelId: ['m'] } }];
  const allowed = (/** @type {any} */ pattern) => allowedByPai(catalog, 'pai-system-a', pattern);
  for (const pattern of modelsAlone) assert.deepEqual(allowed(pattern), { http: true, people: false }, JSON.stringify(pattern));
  for (const pattern of noModels) assert.deepEqual(allowed(pattern), { http: false, people: true }, JSON.stringify(pattern));
  for (const pattern of inDoubt) assert.deepEqual(allowed(pattern), { http: false, people: false }, JSON.stringify(pattern));
  assert.deepEqual(allowedByPai(catalog, 'default', {}), { http: true, people: true });
});

test('of three versions only what differs is asked about, and what was chosen stands', () => {
  const before = { description: 'a', enabled: true, pattern: { source: ['s'] }, targets: [{ id: 'x', url: '1' }, { id: 'gone', url: '1' }] };
  const mine = { ...before, description: 'mine', pattern: { source: ['s'], type: ['t'] }, targets: [{ id: 'x', url: '2' }] };
  const theirs = { ...before, description: 'theirs', targets: [...before.targets, { id: 'new', url: '3' }] };
  const parts = partsOf(before, mine, theirs);
  assert.deepEqual(parts.map((/** @type {any} */ part) => [part.key, part.both]), [['description', true], ['pattern.type', false], ['targets.x', false], ['targets.gone', false], ['targets.new', false]]);
  const choice = /** @type {Record<string, 'mine' | 'theirs'>} */ ({ description: 'theirs', 'pattern.type': 'mine', 'targets.x': 'mine', 'targets.gone': 'mine', 'targets.new': 'theirs' });
  assert.deepEqual(merged(theirs, parts, choice), { description: 'theirs', enabled: true, pattern: { source: ['s'], type: ['t'] }, targets: [{ id: 'x', url: '2' }, { id: 'new', url: '3' }] });
});

test('each mistake of an answer has its place', () => {
  const message = 'pattern.source: must be an array of values; see there; targets[0].colour: there is no such field, only id, url: all; targets[10].headers.X-A: is too long';
  assert.deepEqual(mistakesIn({ status: 400, message }), [
    { path: 'pattern.source', text: 'must be an array of values; see there' },
    { path: 'targets[0].colour', text: 'there is no such field, only id, url: all' },
    { path: 'targets[10].headers.X-A', text: 'is too long' },
  ]);
  assert.deepEqual(mistakesIn({ status: 409, code: 'EventTargetCountExceedLimit', message: 'six' }), [{ path: 'targets', text: 'six' }]);
  assert.deepEqual(mistakesIn({ status: 503, message: 'away' }), []);
});
