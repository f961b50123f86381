import { html } from '../vendor/ui.js';
import { known, t } from '../app/words.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { visible } from './name.js';

/** What is wrong, in the words of who reads it. @param {any} error */
export function said(error) {
  if (error?.status === undefined) return t('problem.page', { message: String(error?.message ?? error) });
  const key = `problem.${error.code}`;
  if (error.status === 0 || (!error.message && !known(key))) return t(error.status === 0 ? 'problem.NoConnection' : 'problem.answer', { status: error.status });
  return known(key) ? t(key, { message: visible(error.message) }) : visible(error.message);
}

/**
 * A call that failed, with what to do about it.
 * @param {{error: any, retry?: () => any, title?: string}} props
 */
export function Problem({ error, retry, title }) {
  if (!error) return null;
  return html`<div class="problem" role="alert"><${Icon} name="warning" size=${20} />
    <div><p>${title && html`<b>${title} </b>`}${said(error)}</p>
      ${error.requestId && html`<p class="muted small">${t('problem.request')} <code>${error.requestId}</code></p>`}
      ${error.retryAfterSeconds && html`<p class="muted small">${t('problem.retryAfter', { count: error.retryAfterSeconds })}</p>`}
    </div>${retry && html`<${Button} small icon="retry" act=${retry}>${t('retry')}<//>`}</div>`;
}

/** A sentence that is worth seeing: `kind` is info, warn, good or bad. @param {any} props */
export function Note({ kind = 'info', children }) {
  const icon = { info: 'info', warn: 'warning', good: 'check', bad: 'cross' }[/** @type {string} */ (kind)] ?? 'info';
  return html`<div class=${`note ${kind}`} role=${kind === 'bad' ? 'alert' : undefined}><${Icon} name=${icon} /><div>${children}</div></div>`;
}
