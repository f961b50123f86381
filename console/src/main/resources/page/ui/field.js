import { html, useId } from '../vendor/ui.js';

/**
 * A field of a form: its label, the control, a hint, and what is wrong with it. `kind`: text (default), password, number,
 * select (with `options` as values or `{value, label}`), area, check, datetime-local. `change` gets the new value.
 * @param {any} props
 */
export function Field({ label, kind = 'text', value, change, options, hint, error, hideLabel = false, wide = false, inputRef, ...rest }) {
  const id = useId();
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  const shared = {
    id,
    ref: inputRef,
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': about,
    ...rest,
  };
  /** @param {any} event */
  const typed = (event) => change?.(event.currentTarget.value);
  const notes = html`
    ${hint && html`<small class="hint" id=${`${id}-hint`}>${hint}</small>`}
    ${error && html`<small class="wrong" id=${`${id}-error`} role="alert">${error}</small>`}`;
  if (kind === 'check') {
    return html`<div class="field check">
      <label><input type="checkbox" checked=${Boolean(value)} onChange=${(/** @type {any} */ event) => change?.(event.currentTarget.checked)} ...${shared} />
      <span>${label}</span></label>${notes}</div>`;
  }
  let control;
  if (kind === 'select') {
    control = html`<select value=${value} onChange=${typed} ...${shared}>
      ${(options ?? []).map((/** @type {any} */ option) => {
        const { value: of, label: shown } = typeof option === 'object' ? option : { value: option, label: option };
        return html`<option value=${of} selected=${of === value}>${shown}</option>`;
      })}</select>`;
  } else if (kind === 'area') {
    control = html`<textarea value=${value ?? ''} onInput=${typed} spellcheck=${false} ...${shared}></textarea>`;
  } else {
    control = html`<input type=${kind} value=${value ?? ''} onInput=${typed} autocomplete="off" spellcheck=${false} ...${shared} />`;
  }
  return html`<div class=${`field${wide ? ' wide' : ''}`}>
    <label for=${id} class=${hideLabel ? 'unseen' : ''}>${label}</label>${control}${notes}</div>`;
}
