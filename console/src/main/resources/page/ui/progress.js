import { html } from '../vendor/ui.js';
import { share } from '../app/format.js';

/** How far something is, 0 to 1. @param {{value: number | null | undefined, label: string}} props */
export function Progress({ value, label }) {
  const known = typeof value === 'number';
  const part = known ? Math.min(1, Math.max(0, value)) : 0;
  return html`<div class="progress"><div class="progress-bar" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${known ? Math.round(part * 100) : undefined}>
    <i style=${{ transform: `scaleX(${part})` }}></i></div><span class="number">${known ? share(part) : ''}</span></div>`;
}
