/** What a target answered, in words of the one who reads. */
import { html } from '../vendor/ui.js';
import { known, t, wordsOf } from '../app/words.js';
import { visible } from './name.js';

await wordsOf('answer');

/** Reasons that do not follow from the status, the first that fits. @type {[RegExp, string][]} */
const REASONS = [
  [/^the target is disabled since/, 'disabled'],
  [/^the (rule|bus) was deleted|was taken out of the|has become one with contacts|^the rule cannot be read/, 'gone'],
  [/^was sent again/, 'sentAgain'],
  [/may have been (sent|made)/, 'unsure'],
  [/^no whole answer within|^no connection to .* in time|did not say in time/, 'late'],
  [/^no connection to|^no route to/, 'unreached'],
  [/^the host name .* is not known/, 'unknownHost'],
  [/^no TLS with/, 'tls'],
  [/^the address of .* is not allowed/, 'notAllowed'],
  [/^closed the connection|connection .*broke/, 'broke'],
  [/is not HTTP|head of its answer/, 'notHttp'],
  [/transform/, 'transform'],
  [/decrypt/, 'secret'],
  [/^the target has not answered since/, 'failing'],
];

/** @type {Record<number, string>} */
const STATUSES = { 401: 'denied', 403: 'denied', 404: 'missing', 408: 'late', 410: 'goneForGood', 413: 'tooLarge', 429: 'tooMany' };

/**
 * The kind of an answer: a key of the words below `answer.`.
 * @param {number | null | undefined} status 0 where there was none
 * @param {string | null | undefined} reason as the server gives it
 */
export function kindOf(status, reason) {
  const found = REASONS.find(([pattern]) => pattern.test(reason ?? ''));
  if (found) return found[1];
  const code = Number(status ?? 0);
  if (code === 0) return reason ? 'other' : 'none';
  if (STATUSES[code]) return STATUSES[code];
  if (code < 300) return reason ? 'saidNo' : 'taken';
  if (code < 400) return 'redirect';
  return code < 500 ? 'refused' : 'broken';
}

/** What an answer means, in one sentence. @param {number | null | undefined} status @param {string | null | undefined} reason */
export function meaning(status, reason) {
  const kind = kindOf(status, reason);
  return kind === 'other' ? visible(reason ?? '') : t(`answer.${kind}`, { status: status ?? 0 });
}

/**
 * An answer: what it means, what can be done about it (`advice`), and how it was said (`said`).
 * @param {{status?: number | null, reason?: string | null, advice?: boolean, said?: boolean}} props
 */
export function Answer({ status, reason, advice = false, said = true }) {
  const kind = kindOf(status, reason);
  const act = `answer.${kind}.do`;
  return html`<div class="answer"><p>${meaning(status, reason)}</p>
    ${advice && known(act) && html`<p class="answer-do">${t(act)}</p>`}
    ${said && reason && kind !== 'other' && html`<p class="said"><bdi>${visible(reason)}</bdi></p>`}</div>`;
}
