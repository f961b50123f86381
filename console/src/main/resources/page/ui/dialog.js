import { html, useEffect, useId, useRef } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Button } from './button.js';

/**
 * A dialog over the page while it is there. `close` is called on Esc, on the cross and outside; without it the dialog
 * stays until its reason is gone.
 * @param {{title: string, close?: () => void, wide?: boolean, children?: any}} props
 */
export function Dialog({ title, close, wide = false, children }) {
  const element = useRef(/** @type {any} */ (null));
  const id = useId();
  useEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    element.current.showModal();
    element.current.querySelector('[autofocus]')?.focus();
    return () => before?.isConnected && before.focus();
  }, []);
  return html`<dialog ref=${element} class=${wide ? 'wide' : ''} aria-labelledby=${id}
      onCancel=${(/** @type {Event} */ event) => {
        if (event.target !== element.current) return;
        event.preventDefault();
        close?.();
      }}
      onMouseDown=${(/** @type {MouseEvent} */ event) => event.target === element.current && close?.()}>
    <div class="dialog-inside">
      <header><h2 id=${id}>${title}</h2>${close && html`<${Button} kind="quiet" icon="cross" label=${t('close')} act=${close} />`}</header>
      ${children}
    </div></dialog>`;
}
