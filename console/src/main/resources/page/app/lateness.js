/** Where the time of a delivery went: in the queue, aside, at the target, between attempts. */

/** A delivery is late when it takes longer than this: 99 of 100 first attempts are made within it. */
export const LATE_MILLIS = 5_000;

/**
 * @typedef {'queue' | 'aside' | 'target' | 'pause' | 'dead' | 'replay'} Kind
 *   queue: before the first attempt, `aside`: put aside without an attempt (a rate, a pause, a target that is down), `target`: until
 *   the target answered, `pause`: between attempts, `dead`: as a dead letter, `replay`: until a replay sent the event again
 */

/**
 * @param {string} accepted when the event was accepted
 * @param {any} delivery as a trace of the event has it
 * @param {number} nowMillis
 * @returns {{totalMillis: number, ended: boolean, parts: {kind: Kind, millis: number}[]}} the parts add up; the largest is first
 */
export function lateness(accepted, delivery, nowMillis) {
  const begin = Date.parse(accepted);
  const attempts = (delivery.attempts ?? []).map((/** @type {any} */ one) => ({ from: Date.parse(one.at) - one.tookMillis, to: Date.parse(one.at) }));
  const aside = (delivery.waits ?? []).map((/** @type {any} */ one) => ({ from: Date.parse(one.at), to: Date.parse(one.until) }));
  const dead = deaths(delivery.deadLetter ?? [], nowMillis);
  const ended = ['delivered', 'dead', 'cancelled'].includes(delivery.state);
  const end = ended && attempts.length ? attempts.at(-1).to : Math.max(nowMillis, begin);
  /** @type {Record<string, number>} */
  const sums = {};
  /** @param {string} kind @param {number} millis */
  const add = (kind, millis) => millis > 0 && (sums[kind] = (sums[kind] ?? 0) + millis);
  let at = begin;
  /** @param {number} to @param {Kind} kind */
  const gap = (to, kind) => {
    if (to <= at) return;
    const died = overlap(dead, at, to);
    const put = Math.min(overlap(aside, at, to), to - at - died);
    add('dead', died);
    add('aside', put);
    add(kind, to - at - died - put);
    at = to;
  };
  attempts.forEach((/** @type {{from: number, to: number}} */ attempt, /** @type {number} */ index) => {
    gap(attempt.from, index ? 'pause' : delivery.replay ? 'replay' : 'queue');
    add('target', attempt.to - Math.max(at, attempt.from));
    at = Math.max(at, attempt.to);
  });
  gap(end, attempts.length ? 'pause' : delivery.replay ? 'replay' : 'queue');
  const parts = Object.entries(sums).map(([kind, millis]) => ({ kind: /** @type {Kind} */ (kind), millis }));
  return { totalMillis: Math.max(0, at - begin), ended, parts: parts.sort((a, b) => b.millis - a.millis) };
}

/** @param {{at: string, what: string}[]} story @param {number} nowMillis */
function deaths(story, nowMillis) {
  const spans = [];
  let from = 0;
  for (const { at, what } of story) {
    if (what === 'kept') from = Date.parse(at);
    else if (from) {
      spans.push({ from, to: Date.parse(at) });
      from = 0;
    }
  }
  if (from) spans.push({ from, to: nowMillis });
  return spans;
}

/** How much of a span is within others. @param {{from: number, to: number}[]} spans @param {number} from @param {number} to */
function overlap(spans, from, to) {
  let within = 0;
  let at = from;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const begin = Math.max(at, span.from);
    const end = Math.min(to, span.to);
    if (end > begin) {
      within += end - begin;
      at = end;
    }
  }
  return within;
}
