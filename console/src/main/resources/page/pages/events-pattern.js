/** The pattern that events have to match, typed as JSON. */
import { html, useEffect, useRef, useState } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Editor } from '../ui/editor.js';

/** @param {{value: string, change: (pattern: string) => void}} props */
export function Pattern({ value, change }) {
  const [text, setText] = useState(() => written(value));
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** @param {string} next */
  const typed = (next) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      try {
        const pattern = JSON.stringify(JSON.parse(next));
        if (pattern !== value) change(pattern);
      } catch {
        // The editor marks what is no JSON; the search stays with the last pattern that was.
      }
    }, 500);
  };
  return html`<div class="pattern"><${Editor} label=${t('events.pattern')} value=${text} change=${typed} minLines=${4} /><p class="muted small">${t('events.pattern.hint')} <code>{"data": {"priority": [{"numeric": [">", 5]}]}}</code></p></div>`;
}

/** @param {string} value */
function written(value) {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
