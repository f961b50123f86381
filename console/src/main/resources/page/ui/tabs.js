import { html, useId } from '../vendor/ui.js';

/**
 * Tabs over one panel: `<Tabs label tabs=${[{key, label}]} value change>panel</Tabs>`; left and right go through them.
 * @param {{label: string, tabs: {key: string, label: any}[], value: string, change: (key: string) => void, children?: any}} props
 */
export function Tabs({ label, tabs, value, change, children }) {
  const id = useId();
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.key === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    change(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return html`<div class="tabs"><div role="tablist" aria-label=${label} onKeyDown=${move}>
    ${tabs.map(
      (tab) => html`<button type="button" role="tab" key=${tab.key} id=${`${id}-${tab.key}`} aria-selected=${tab.key === value ? 'true' : 'false'}
        aria-controls=${`${id}-panel`} tabindex=${tab.key === value ? 0 : -1} onClick=${() => change(tab.key)}>${tab.label}</button>`,
    )}</div>
    <div role="tabpanel" id=${`${id}-panel`} aria-labelledby=${`${id}-${value}`} tabindex="0">${children}</div></div>`;
}
