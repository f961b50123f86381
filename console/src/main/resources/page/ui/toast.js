import { html, signal } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { said } from './problem.js';

/** @type {import('../vendor/ui.js').Signal<{id: number, text: string, kind: string}[]>} */
const toasts = signal([]);
let last = 0;

/** Says something for some seconds. @param {string} text @param {'good' | 'bad' | 'info'} [kind] */
export function toast(text, kind = 'good') {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-3), { id, text, kind }];
  setTimeout(() => drop(id), kind === 'bad' ? 12_000 : 5_000);
}

/** Says that a call failed. @param {any} error */
export const toastError = (error) => toast(said(error), 'bad');

/** @param {number} id */
function drop(id) {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** Where the frame shows them. */
export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, text, kind }) => html`<div class=${`toast ${kind}`} key=${id}>
        <${Icon} name=${kind === 'bad' ? 'warning' : kind === 'good' ? 'check' : 'info'} /><span>${text}</span>
        <${Button} kind="quiet" small icon="cross" label=${t('close')} act=${() => drop(id)} /></div>`,
    )}</div>`;
}
