// Numbers and times are written as people read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './browserless.mjs';

const { bytes, count, duration, rate, share, time, usd, utc } = await import(new URL('../../main/resources/page/app/format.js', import.meta.url).href);

test('numbers are grouped, and what is not there is a dash', () => {
  assert.equal(count(1204), '1,204');
  assert.equal(count(0), '0');
  assert.equal(count(null), '–');
  assert.equal(rate(1204.4), '1,204');
  assert.equal(rate(1.26), '1.3');
  assert.equal(rate(0.04), '0.04');
  assert.equal(rate(undefined), '–');
  assert.equal(share(0.0213), '2.1 %');
  assert.equal(share(0.42), '42 %');
  assert.equal(usd('1.2'), '1.200 USD');
  assert.equal(bytes(900), '900 B');
  assert.equal(bytes(262144), '256 KiB');
});

test('a length of time has at most two units', () => {
  assert.equal(duration(8), '8 ms');
  assert.equal(duration(0), '0 s');
  assert.equal(duration(1000), '1 s');
  assert.equal(duration(1234), '1.2 s');
  assert.equal(duration(42_000), '42 s');
  assert.equal(duration(200_000), '3 min 20 s');
  assert.equal(duration(7_500_000), '2 h 5 min');
  assert.equal(duration(357_000_000), '4 d 3 h');
});

test('an instant has its day unless it is today', () => {
  const today = new Date();
  today.setHours(9, 5, 7, 80);
  assert.equal(time(today.getTime()), '09:05:07');
  assert.equal(time(today.getTime(), { millis: true }), '09:05:07.080');
  assert.match(time('2020-02-03T04:05:06Z'), /Feb 2020/);
  assert.equal(utc('2026-12-01T04:10:00Z'), '2026-12-01 04:10:00.000 UTC');
  assert.equal(time('not a time'), 'not a time');
});
