import { html, useState } from '../vendor/ui.js';
import { useKeys } from '../app/keys.js';
import { PAGES } from '../app/pages.js';
import { t } from '../app/words.js';
import { Dialog } from './dialog.js';

const KEYS = ['/', 'j', 'k', 'x', 'Enter', 'Esc', '?'];

/** The list of keys, on `?`. */
export function Help() {
  const [open, setOpen] = useState(false);
  useKeys({ '?': () => setOpen(true) });
  if (!open) return null;
  return html`<${Dialog} title=${t('keys')} close=${() => setOpen(false)}>
    <div class="keys"><dl>${KEYS.map((key) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(`keys.${key}`)}</dd></div>`)}</dl>
      <dl>${PAGES.map(({ page, key }) => html`<div key=${key}><dt><kbd>g</kbd> <kbd>${key}</kbd></dt><dd>${t(`nav.${page}`)}</dd></div>`)}</dl></div><//>`;
}
