import { html } from '../vendor/ui.js';

/**
 * A name, an id or another text from outside, as text. What does not fit is cut in the middle, for the ends of names tell
 * them apart; the whole is in the title, and is what is read aloud and copied.
 * @param {{of: string | null | undefined, mono?: boolean, max?: number}} props
 */
export function Name({ of, mono = false, max = 2000 }) {
  const whole = String(of ?? '');
  if (!whole) return html`<span class="muted">–</span>`;
  const text = visible(whole.length > max ? `${whole.slice(0, max / 2)}…${whole.slice(-max / 2)}` : whole);
  const letters = [...text];
  const tail = Math.min(8, Math.floor(letters.length / 3));
  const classes = `name${mono ? ' mono' : ''}`;
  if (letters.length < 24) return html`<bdi class=${`${classes} short`} title=${letters.length > 14 ? text : undefined}>${text}</bdi>`;
  return html`<bdi class=${classes} title=${text}><span class="unseen">${text}</span><span class="name-head" aria-hidden="true">${letters.slice(0, -tail).join('')}</span><span class="name-tail" aria-hidden="true">${letters.slice(-tail).join('')}</span></bdi>`;
}

/** Characters that could steer what stands beside them, written out. @param {string} text */
export const visible = (text) =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
