/** What stands behind a list that comes page by page: how far it goes, and how to go on. */
import { html } from '../vendor/ui.js';
import { rich, t, wordsOf } from '../app/words.js';
import { Button } from './button.js';
import { Problem } from './problem.js';
import { Time } from './time.js';

await wordsOf('list');

const MANY = 20; // With fewer, one sees that these are all.

/** @param {{of: import('../app/list.js').List, what: string}} props `what` is the key of a text with `{count}` */
export function After({ of, what }) {
  if (of.error) return html`<${Problem} error=${of.error} retry=${of.loaded && of.next ? of.more : of.again} />`;
  if (!of.loaded) return null;
  return html`<div class="after" role="status"><span>${t(what, { count: of.rows.length })}</span>
    ${of.searchedBackTo && html`<span>${rich('list.backTo', { time: html`<${Time} at=${of.searchedBackTo} />` })}</span>`}
    ${of.busy && html`<span>${t('loading')}…</span>`}
    ${!of.busy && of.next && html`<${Button} small act=${of.more}>${t(of.searchedBackTo ? 'list.goOn' : 'more')}<//>`}
    ${!of.busy && !of.next && of.rows.length >= MANY && html`<span>${t('list.end')}</span>`}</div>`;
}
