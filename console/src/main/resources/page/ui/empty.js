import { html } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Icon } from './icon.js';

/** Nothing here: says so, and what to try. @param {any} props */
export function Empty({ title, icon = 'inbox', children }) {
  return html`<div class="empty"><${Icon} name=${icon} size=${28} /><p class="empty-title">${title}</p>
    ${children && html`<div class="empty-more">${children}</div>`}</div>`;
}

/** Grey bars where something will be. @param {{lines?: number, label?: string}} props */
export function Skeleton({ lines = 3, label }) {
  return html`<div class="skeleton" role="status"><span class="unseen">${label ?? t('loading')}</span>
    ${Array.from({ length: lines }, (_, line) => html`<i key=${line} aria-hidden="true"></i>`)}</div>`;
}
