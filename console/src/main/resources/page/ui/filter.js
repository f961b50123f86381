/** Fields by which deliveries, dead letters and targets are narrowed: bus, rule, target. */
import { html, useEffect, useId, useState } from '../vendor/ui.js';
import { get, part, url } from '../app/api.js';
import { bus, buses } from '../app/store.js';
import { t, wordsOf } from '../app/words.js';
import { Field } from './field.js';

await wordsOf('list');

/**
 * A text that is taken when it is complete: on Enter, when the field is left, or when a suggestion is chosen.
 * @param {{label: string, value: string, change: (value: string) => void, suggest?: (typed: string, signal: AbortSignal) => Promise<string[]>}} props
 */
export function FilterText({ label, value, change, suggest }) {
  const [text, setText] = useState(value);
  const [found, setFound] = useState(/** @type {string[]} */ ([]));
  const [near, setNear] = useState(false);
  const id = useId();
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (!suggest || !near) return;
    const end = new AbortController();
    const timer = setTimeout(() => suggest(text.trim(), end.signal).then(setFound, () => {}), 120);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [text, near]);
  /** @param {string} next */
  const take = (next) => next.trim() !== value && change(next.trim());
  return html`<div class="filter-text"><${Field} label=${label} hideLabel placeholder=${label} title=${label} value=${text} list=${suggest ? id : undefined} kind="search"
      change=${(/** @type {string} */ next) => {
        setText(next);
        if (!next || found.includes(next)) take(next);
      }}
      onFocus=${() => setNear(true)} onChange=${() => take(text)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && !event.isComposing && take(text)} />
    ${suggest && html`<datalist id=${id}>${found.map((name) => html`<option key=${name} value=${name} />`)}</datalist>`}</div>`;
}

/**
 * Bus, rule and target of a query; `change` gets what changed, ready for `setQuery`. The bus is asked for where there are several.
 * @param {{query: Record<string, string>, change: (change: Record<string, string>) => void}} props
 */
export function TargetFilter({ query, change }) {
  const several = buses.value.length > 1 || Boolean(query.bus);
  const names = [...new Set([...buses.value.map((one) => one.name), ...(query.bus ? [query.bus] : [])])];
  const asked = query.bus || bus.value;
  return html`
    ${several && html`<${Field} kind="select" label=${t('frame.bus')} hideLabel value=${query.bus ?? ''} options=${[{ value: '', label: t('list.allBuses') }, ...names]}
      change=${(/** @type {string} */ name) => change({ bus: name })} />`}
    <${FilterText} label=${t('list.rule')} value=${query.rule ?? ''} change=${(/** @type {string} */ rule) => change({ rule, target: '' })}
      suggest=${async (/** @type {string} */ typed, /** @type {AbortSignal} */ signal) => {
        const found = await get(url(`/api/buses/${part(asked)}/rules`, { q: typed, limit: 20 }), { signal });
        return found.rules.slice(0, 20).map((/** @type {any} */ rule) => rule.name);
      }} />
    <${FilterText} key=${query.rule} label=${t('list.target')} value=${query.target ?? ''} change=${(/** @type {string} */ target) => change({ target })}
      suggest=${query.rule
        ? async (/** @type {string} */ _typed, /** @type {AbortSignal} */ signal) => {
            const rule = await get(url(`/api/buses/${part(asked)}/rules/${part(query.rule)}`), { signal });
            return rule.targets.map((/** @type {any} */ target) => target.id);
          }
        : undefined} />`;
}
