/** Why each other rule did not match, the nearest first. */
import { html, useState } from '../vendor/ui.js';
import { to } from '../app/route.js';
import { t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Name, visible } from '../ui/name.js';
import { State } from '../ui/state.js';

const FIRST = 5;

/** @param {{of: any}} props */
export function Unmatched({ of }) {
  const [shown, setShown] = useState(FIRST);
  if (!of.unmatchedTotal) return null;
  return html`<section class="card" aria-labelledby="unmatched"><header><h2 id="unmatched">${t('event.others')}</h2><span class="muted small">${t('event.others.count', { count: of.unmatchedTotal })}</span></header>
    <ul class="lines">${of.unmatched.slice(0, shown).map(
      (/** @type {any} */ one) => html`<li key=${one.rule}><span class="line-name"><a href=${to(['rules', of.bus, one.rule])}><${Name} of=${one.rule} /></a></span>
        <span class="row-gap">${!one.enabled && html`<${State} of="disabled" />`}<span class="muted small nowrap">${t('event.failed', { failed: String(one.failed), count: one.conditions })}</span></span>
        <p class="line-rest small">${visible(one.why)}${one.changedSince && html` <span class="muted">${t('event.changedLater')}</span>`}</p></li>`,
    )}</ul>
    ${of.unmatched.length > shown && html`<p class="lines-more"><${Button} small act=${() => setShown(shown === FIRST ? 50 : shown + 200)}>${t('more')}<//></p>`}
    ${of.unmatched.length <= shown && of.unmatchedTotal > of.unmatched.length && html`<p class="muted small lines-more">${t('event.others.rest', { count: of.unmatchedTotal - of.unmatched.length })}</p>`}</section>`;
}
