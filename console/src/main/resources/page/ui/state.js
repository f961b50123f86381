import { html } from '../vendor/ui.js';
import { known, t } from '../app/words.js';
import { Icon } from './icon.js';

/** How a state looks: its colour and its sign. @type {Record<string, [string, string]>} */
const LOOKS = {
  delivered: ['good', 'check'],
  ok: ['good', 'check'],
  ready: ['good', 'check'],
  done: ['good', 'check'],
  enabled: ['good', 'check'],
  matches: ['good', 'check'],
  redriven: ['good', 'retry'],
  running: ['busy', 'play'],
  underWay: ['busy', 'arrow'],
  planned: ['wait', 'clock'],
  waiting: ['wait', 'clock'],
  retrying: ['warn', 'retry'],
  throttled: ['warn', 'clock'],
  slow: ['warn', 'clock'],
  failing: ['warn', 'warning'],
  paused: ['wait', 'pause'],
  dead: ['bad', 'cross'],
  failed: ['bad', 'cross'],
  notReady: ['bad', 'warning'],
  silent: ['bad', 'warning'],
  merged: ['off', 'merge'],
  cancelled: ['off', 'stop'],
  disabled: ['off', 'off'],
};

/**
 * A state as a word with a sign and a colour. `of` is the server's word for it; `as` takes the look of another one;
 * `say` replaces the word.
 * @param {{of: string, as?: string, say?: string, title?: string}} props
 */
export function State({ of, as, say, title }) {
  const [tone, icon] = LOOKS[as ?? of] ?? ['off', 'dot'];
  const key = `state.${of}`;
  return html`<span class=${`state ${tone}`} title=${title}><${Icon} name=${icon} size=${14} />${say ?? (known(key) ? t(key) : of)}</span>`;
}
