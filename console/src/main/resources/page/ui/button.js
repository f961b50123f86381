import { html, useState } from '../vendor/ui.js';
import { Icon } from './icon.js';

/**
 * A button, or with `href` a link that looks like one. Where `act` answers with a promise the button is busy until it
 * ends. `kind`: primary, plain (default), quiet, danger. A button with an icon alone needs a `label`.
 * @param {any} props
 */
export function Button({ kind = 'plain', icon, label, act, href, small = false, disabled = false, type = 'button', children, ...rest }) {
  const [busy, setBusy] = useState(false);
  const alone = icon && (children === undefined || children === null || children === false);
  const classes = `button ${kind}${small ? ' small' : ''}${alone ? ' alone' : ''}${busy ? ' busy' : ''}`;
  const inside = html`${icon && html`<${Icon} name=${icon} />`}${!alone && html`<span>${children}</span>`}`;
  if (href && !disabled) return html`<a class=${classes} href=${href} title=${alone ? label : undefined} aria-label=${label} ...${rest}>${inside}</a>`;
  /** @param {MouseEvent} event */
  const click = async (event) => {
    if (busy) return event.preventDefault();
    const ends = act?.(event);
    if (!(ends instanceof Promise)) return;
    setBusy(true);
    try {
      await ends;
    } finally {
      setBusy(false);
    }
  };
  return html`<button type=${type} class=${classes} disabled=${disabled} aria-busy=${busy || undefined} title=${alone ? label : undefined}
    aria-label=${label} onClick=${click} ...${rest}>${inside}</button>`;
}
