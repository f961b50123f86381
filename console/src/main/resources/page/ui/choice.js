import { html, useId } from '../vendor/ui.js';

/**
 * One of a few, all of them in sight: `options` are `{value, label, hint?}`.
 * @param {{label: string, value: string, options: {value: string, label: any, hint?: any}[], change: (value: string) => void, hideLabel?: boolean}} props
 */
export function Choice({ label, value, options, change, hideLabel = false }) {
  const name = useId();
  return html`<fieldset class="choice"><legend class=${hideLabel ? 'unseen' : ''}>${label}</legend>
    ${options.map(
      (option) => html`<label key=${option.value}><input type="radio" name=${name} value=${option.value} checked=${option.value === value} onChange=${() => change(option.value)} />
        <span>${option.label}${option.hint && html`<small class="hint">${option.hint}</small>`}</span></label>`,
    )}</fieldset>`;
}
