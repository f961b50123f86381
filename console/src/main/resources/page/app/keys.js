/** The page's keys: one letter, or `g` and a letter. None acts while one types or a dialog is open. */
import { useEffect } from '../vendor/ui.js';

/** @type {Map<string, ((event: KeyboardEvent) => void)[]>} the newest of a key's acts is the one that is meant */
const acts = new Map();
let waiting = 0;

/** @param {EventTarget | null} target */
function types(target) {
  if (!(target instanceof HTMLElement)) return false;
  const element = target.shadowRoot?.activeElement ?? target;
  if (element instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit|range)$/.test(element.type);
  return /^(TEXTAREA|SELECT)$/.test(element.tagName) || /** @type {HTMLElement} */ (element).isContentEditable;
}

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = types(event.target);
  if (typing && event.key === 'Escape') {
    /** @type {HTMLElement} */ (event.target).blur();
    return;
  }
  if (typing || document.querySelector('dialog[open]')) return;
  const second = Date.now() - waiting < 1200;
  waiting = 0;
  if (event.key === 'g' && !second) {
    waiting = Date.now();
    return;
  }
  const act = acts.get(second ? `g ${event.key}` : event.key)?.at(-1);
  if (!act) return;
  if (event.key === 'Enter' && /** @type {HTMLElement} */ (event.target).closest('a, button, summary, input')) return;
  event.preventDefault();
  act(event);
});

/** @param {Record<string, (event: KeyboardEvent) => void>} keys @returns {() => void} what takes them away again */
export function onKeys(keys) {
  const mine = Object.entries(keys);
  for (const [key, act] of mine) acts.set(key, [...(acts.get(key) ?? []), act]);
  return () => {
    for (const [key, act] of mine) acts.set(key, (acts.get(key) ?? []).filter((other) => other !== act));
  };
}

/**
 * Keys for as long as a component is there: `useKeys({ j: next, k: before })`.
 * @param {Record<string, (event: KeyboardEvent) => void>} keys @param {any[]} [depends]
 */
export function useKeys(keys, depends = []) {
  useEffect(() => onKeys(keys), depends);
}
