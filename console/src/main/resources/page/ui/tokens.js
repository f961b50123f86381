import { html, useId, useRef, useState } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Icon } from './icon.js';
import { visible } from './name.js';

/**
 * A field for several values. Enter, a comma where `comma` allows it, or leaving the field takes what was typed; Backspace in the
 * empty field takes the last one away. `read` makes a value of a text (undefined: it is none), `show` a text of a value.
 * @param {object} props
 * @param {string} props.label
 * @param {boolean} [props.hideLabel]
 * @param {any[]} props.values
 * @param {(values: any[]) => void} props.change
 * @param {(text: string) => any} [props.read]
 * @param {(value: any) => string} [props.show]
 * @param {string[]} [props.suggest] what could be meant
 * @param {any} [props.hint]
 * @param {string} [props.error]
 * @param {string} [props.placeholder]
 * @param {boolean} [props.comma]
 * @param {boolean} [props.readOnly]
 */
export function Tokens({ label, hideLabel = false, values, change, read = (text) => text, show = String, suggest = [], hint, error, placeholder, comma = true, readOnly = false }) {
  const [text, setText] = useState('');
  const id = useId();
  const input = useRef(/** @type {any} */ (null));
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  /** @param {string} typed */
  const take = (typed) => {
    const parts = (comma ? typed.split(/[,，]/) : [typed]).map((part) => part.trim()).filter(Boolean);
    const taken = parts.map(read).filter((value) => value !== undefined);
    if (parts.length && taken.length < parts.length) return;
    setText('');
    const fresh = taken.filter((value, at) => !values.some((one) => show(one) === show(value)) && taken.findIndex((one) => show(one) === show(value)) === at);
    if (fresh.length) change([...values, ...fresh]);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.isComposing) return;
    if ((event.key === 'Enter' || (comma && /^[,，]$/.test(event.key))) && text.trim()) {
      event.preventDefault();
      take(text);
    } else if (event.key === 'Enter') event.preventDefault();
    else if (event.key === 'Backspace' && !text && values.length) change(values.slice(0, -1));
  };
  /** @param {any} event */
  const typed = (event) => {
    const next = event.currentTarget.value;
    if (suggest.includes(next) && !event.inputType?.startsWith('insertText')) return take(next);
    setText(next);
  };
  const open = suggest.filter((one) => !values.some((value) => show(value) === one));
  return html`<div class="field"><label for=${id} class=${hideLabel ? 'unseen' : ''}>${label}</label>
    <div class=${`tokens${readOnly ? ' off' : ''}`} onClick=${(/** @type {any} */ event) => event.target === event.currentTarget && input.current?.focus()}>
      ${values.map((value, at) => {
        const shown = visible(show(value));
        return html`<span class="token" key=${shown}><bdi>${shown}</bdi>${!readOnly &&
        html`<button type="button" aria-label=${t('tokens.remove', { value: shown })} onClick=${() => {
          change(values.filter((_, index) => index !== at));
          input.current?.focus();
        }}><${Icon} name="cross" size=${12} /></button>`}</span>`;
      })}
      <input id=${id} ref=${input} value=${text} placeholder=${values.length ? undefined : placeholder} autocomplete="off" spellcheck=${false} disabled=${readOnly} list=${open.length ? `${id}-list` : undefined}
        aria-invalid=${error ? 'true' : undefined} aria-describedby=${about} onInput=${typed} onKeyDown=${key} onBlur=${() => take(text)} />
    </div>
    ${open.length > 0 && html`<datalist id=${`${id}-list`}>${open.map((one) => html`<option key=${one} value=${one}></option>`)}</datalist>`}
    ${hint && html`<small class="hint" id=${`${id}-hint`}>${hint}</small>`}
    ${error && html`<small class="wrong" id=${`${id}-error`} role="alert">${visible(error)}</small>`}</div>`;
}
