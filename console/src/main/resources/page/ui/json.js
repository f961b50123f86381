import { html, useMemo, useState } from '../vendor/ui.js';
import { ExactNumber } from '../app/api.js';
import { t } from '../app/words.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { visible } from './name.js';
import { toast } from './toast.js';

const LINES = 80; // So many are open at first,
const CHILDREN = 100; // so many more with each press,
const LETTERS = 400; // and a text longer than this is cut.
const LETTERS_MORE = 20_000;

/**
 * JSON, folded. Only what is open is there, so that big bodies open at once. Everything in it is text.
 * @param {{value: any, label?: string}} props
 */
export function Json({ value, label }) {
  const open = useMemo(() => opened(value), [value]);
  const copy = async () => {
    await navigator.clipboard.writeText(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
    toast(t('copied'));
  };
  return html`<div class="json" role="group" aria-label=${label}>
    ${navigator.clipboard && html`<${Button} kind="quiet" small icon="copy" label=${t('copy')} act=${copy} />`}
    <${Node} value=${value} open=${open} /></div>`;
}

/** What is open at first: level by level, as long as it fits in some lines. @param {any} value @returns {Set<any>} */
function opened(value) {
  const open = new Set();
  let lines = 1;
  const queue = [value];
  while (queue.length) {
    const next = queue.shift();
    if (!inner(next)) continue;
    const children = Object.values(next);
    if (open.size && lines + children.length > LINES) continue;
    lines += Math.min(children.length, CHILDREN);
    open.add(next);
    queue.push(...children.slice(0, CHILDREN));
  }
  return open;
}

/** @param {any} value */
const inner = (value) => value !== null && typeof value === 'object' && !(value instanceof ExactNumber);

/** @param {{name?: string, value: any, open: Set<any>}} props */
function Node({ name, value, open }) {
  const [shown, setShown] = useState(open.has(value) ? CHILDREN : 0);
  const key = name !== undefined && html`<span class="json-key">${visible(name)}</span><span class="json-mark">: </span>`;
  if (!inner(value)) return html`<div class="json-line">${key}<${Leaf} value=${value} /></div>`;
  const list = Array.isArray(value);
  const entries = shown || name === undefined ? Object.entries(value) : null;
  const size = entries ? entries.length : list ? value.length : Object.keys(value).length;
  const summary = `${list ? '[' : '{'}${shown ? '' : `… ${list ? ']' : '}'}`}`;
  if (size === 0) return html`<div class="json-line">${key}<span class="json-mark">${list ? '[]' : '{}'}</span></div>`;
  return html`<div class="json-node">
    <button type="button" class="json-fold" aria-expanded=${shown ? 'true' : 'false'} onClick=${() => setShown(shown ? 0 : CHILDREN)}>
      <${Icon} name=${shown ? 'down' : 'right'} size=${12} />${key}<span class="json-mark">${summary}</span>
      ${!shown && html`<span class="json-size">${t(list ? 'json.items' : 'json.fields', { count: size })}</span>`}</button>
    ${shown > 0 &&
    html`<div class="json-inside">${(entries ?? []).slice(0, shown).map(([child, of]) => html`<${Node} key=${child} name=${list ? undefined : child} value=${of} open=${open} />`)}
        ${size > shown && html`<${Button} kind="quiet" small act=${() => setShown(shown + CHILDREN)}>${t('json.more', { count: size - shown })}<//>`}</div>
      <span class="json-mark json-end">${list ? ']' : '}'}</span>`}</div>`;
}

/** @param {{value: any}} props */
function Leaf({ value }) {
  const [letters, setLetters] = useState(LETTERS);
  if (typeof value !== 'string') return html`<span class=${value === null || typeof value === 'boolean' ? 'json-word' : 'json-number'}>${String(value)}</span>`;
  const cut = value.length > letters;
  return html`<span class="json-text">"<bdi>${visible(cut ? value.slice(0, letters) : value)}</bdi>${cut ? '…' : '"'}</span>
    ${cut && html` <${Button} kind="quiet" small act=${() => setLetters(letters + LETTERS_MORE)}>${t('json.characters', { count: value.length })}<//>`}`;
}
