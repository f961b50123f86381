import { html, useEffect, useId, useRef, useState } from '../vendor/ui.js';
import { Icon } from './icon.js';

/**
 * A button that opens something below it: links, buttons or a small form. Closes on Esc, outside, and after a choice.
 * @param {{label: any, name?: string, icon?: string, right?: boolean, kind?: string, children?: any}} props
 */
export function Menu({ label, name, icon, right = false, kind = 'quiet', children }) {
  const [open, setOpen] = useState(false);
  const root = useRef(/** @type {any} */ (null));
  const id = useId();
  useEffect(() => {
    if (!open) return;
    /** @param {Event} event */
    const outside = (event) => !root.current?.contains(event.target) && setOpen(false);
    /** @param {KeyboardEvent} event */
    const escape = (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      setOpen(false);
      root.current?.querySelector('button')?.focus();
    };
    addEventListener('pointerdown', outside);
    addEventListener('focusin', outside);
    root.current.addEventListener('keydown', escape);
    const element = root.current;
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('focusin', outside);
      element.removeEventListener('keydown', escape);
    };
  }, [open]);
  /** @param {any} event */
  const chosen = (event) => event.target.closest('a, button:not([data-stay])') && setOpen(false);
  return html`<div class=${`menu${right ? ' right' : ''}`} ref=${root}>
    <button type="button" class=${`button ${kind}`} aria-expanded=${open ? 'true' : 'false'} aria-controls=${id} aria-label=${name} title=${name} onClick=${() => setOpen(!open)}>
      ${icon && html`<${Icon} name=${icon} />`}${label && html`<span>${label}</span>`}<${Icon} name="down" size=${12} /></button>
    <div class="menu-panel" id=${id} hidden=${!open} onClick=${chosen}>${open && children}</div></div>`;
}
