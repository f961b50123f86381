import { html } from '../vendor/ui.js';
import { duration, time, utc } from '../app/format.js';
import { now } from '../app/store.js';
import { t } from '../app/words.js';

/**
 * An instant in the viewer's zone, with UTC in its title. `ago`: how long since; `left`: how long until.
 * @param {{at: string | number | null | undefined, millis?: boolean, day?: boolean, ago?: boolean, left?: boolean}} props
 */
export function Time({ at, millis = false, day = false, ago = false, left = false }) {
  if (at === null || at === undefined || at === '') return html`<span class="muted">–</span>`;
  let shown = time(at, { millis, day });
  const away = new Date(at).getTime() - (ago || left ? now.value : 0);
  if (ago && away <= 0) shown = t('time.ago', { time: duration(rounded(-away)) });
  if (left && away > 0) shown = t('time.left', { time: duration(rounded(away)) });
  return html`<time datetime=${String(at)} title=${`${ago || left ? `${time(at)} · ` : ''}${utc(at)}`}>${shown}</time>`;
}

/** Whole seconds, for what is read while it changes. @param {number} millis */
const rounded = (millis) => Math.max(1, Math.round(millis / 1000)) * 1000;
