// Where the time of a delivery went: the parts add up, and the largest comes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { lateness } = await import(new URL('../../main/resources/page/app/lateness.js', import.meta.url).href);

const START = Date.parse('2026-12-01T08:00:00Z');
/** @param {number} seconds */
const at = (seconds) => new Date(START + seconds * 1000).toISOString();
/** @param {any} delivery @param {number} [now] */
const of = (delivery, now = 1000) => {
  const found = lateness(at(0), delivery, START + now * 1000);
  assert.equal(found.parts.reduce((/** @type {number} */ sum, /** @type {any} */ part) => sum + part.millis, 0), found.totalMillis, 'the parts add up');
  return { seconds: found.totalMillis / 1000, ended: found.ended, parts: Object.fromEntries(found.parts.map((/** @type {any} */ part) => [part.kind, part.millis / 1000])), main: found.parts[0]?.kind };
};

test('what was in the queue and then taken at once', () => {
  assert.deepEqual(of({ state: 'delivered', attempts: [{ at: at(10), tookMillis: 500 }] }), { seconds: 10, ended: true, parts: { queue: 9.5, target: 0.5 }, main: 'queue' });
});

test('a target that answers late', () => {
  assert.equal(of({ state: 'delivered', attempts: [{ at: at(31), tookMillis: 30_000 }] }).main, 'target');
});

test('waits that overlap are counted once, and what is left is the queue', () => {
  const found = of({ state: 'delivered', attempts: [{ at: at(100), tookMillis: 1000 }], waits: [{ at: at(1), until: at(60) }, { at: at(50), until: at(95) }] });
  assert.deepEqual(found.parts, { aside: 94, queue: 5, target: 1 });
});

test('pauses between attempts that failed', () => {
  const attempts = [{ at: at(2), tookMillis: 1000 }, { at: at(20), tookMillis: 1000 }, { at: at(40), tookMillis: 1000 }];
  assert.deepEqual(of({ state: 'dead', attempts }).parts, { pause: 36, target: 3, queue: 1 });
});

test('a dead letter that was redriven', () => {
  const attempts = [{ at: at(1), tookMillis: 1000 }, { at: at(501), tookMillis: 1000 }];
  const deadLetter = [{ at: at(2), what: 'kept' }, { at: at(499), what: 'redriven' }];
  assert.deepEqual(of({ state: 'delivered', attempts, deadLetter }).parts, { dead: 497, target: 2, pause: 2 });
});

test('what has not been tried goes on until now, and a pause that lies ahead counts only to now', () => {
  const found = of({ state: 'waiting', waits: [{ at: at(10), until: at(4000) }] }, 100);
  assert.deepEqual(found, { seconds: 100, ended: false, parts: { aside: 90, queue: 10 }, main: 'aside' });
});

test('what a replay sent is not late', () => {
  assert.equal(of({ state: 'delivered', replay: 'rpl_1', attempts: [{ at: at(900), tookMillis: 10 }] }).main, 'replay');
});
