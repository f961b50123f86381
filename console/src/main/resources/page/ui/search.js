import { html, useEffect, useRef, useState } from '../vendor/ui.js';
import { useKeys } from '../app/keys.js';
import { Icon } from './icon.js';

/**
 * A search field; the key `/` goes to it. `change` is called when the typing pauses, and at once on Enter.
 * @param {{label: string, value: string, change: (value: string) => void, placeholder?: string, pauseMillis?: number}} props
 */
export function Search({ label, value, change, placeholder, pauseMillis = 150 }) {
  const [text, setText] = useState(value);
  const input = useRef(/** @type {any} */ (null));
  const timer = useRef(0);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  useKeys({ '/': () => input.current?.focus() });
  /** @param {string} next @param {number} after */
  const later = (next, after) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => change(next.trim()), after);
  };
  return html`<label class="search"><span class="unseen">${label}</span><${Icon} name="search" />
    <input ref=${input} type="search" value=${text} placeholder=${placeholder ?? label} autocomplete="off" spellcheck=${false}
      onInput=${(/** @type {any} */ event) => later(event.currentTarget.value, pauseMillis)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && !event.isComposing && later(text, 0)} />
    <kbd aria-hidden="true">/</kbd></label>`;
}
