import { html, signal, useState } from '../vendor/ui.js';
import { count, usd } from '../app/format.js';
import { t } from '../app/words.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Field } from './field.js';
import { Problem } from './problem.js';

const MANY = 1000;

/**
 * @typedef {object} Question
 * @property {string} title what will be done, as a question
 * @property {any} [what] what it means, in a sentence or as markup
 * @property {number} [count] how many are sent, deleted or disabled
 * @property {string} [unit] of what: the key of a text with `{count}`; notifications where it is absent
 * @property {string | number} [costUsd] what it costs at most
 * @property {string} [counted] what is done with so many, as a word before the number; they are sent where it is absent
 * @property {[any, any][]} [also] further lines of the bill: what, how much
 * @property {string} act the button's text
 * @property {boolean} [danger]
 * @property {string} [type] a name that has to be typed; with more than 1,000 it has to be, where it is absent the count
 * @property {() => Promise<any>} [run] is run before the dialog closes; what it throws is shown there
 */

/** @type {import('../vendor/ui.js').Signal<(Question & {answer: (yes: boolean) => void}) | null>} */
const asked = signal(null);

/** Asks before something is done. Answers whether it was (with `run`: whether it succeeded). @param {Question} question @returns {Promise<boolean>} */
export function confirm(question) {
  asked.peek()?.answer(false);
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer(yes) {
        asked.value = null;
        resolve(yes);
      },
    };
  });
}

/** Where the frame shows the question. */
export function Confirms() {
  return asked.value && html`<${Confirm} question=${asked.value} />`;
}

/** @param {{question: Question & {answer: (yes: boolean) => void}}} props */
function Confirm({ question }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const wanted = question.type ?? ((question.count ?? 0) > MANY ? String(question.count) : '');
  /** What runs is not called off by closing the question. */
  const leave = () => !busy && question.answer(false);
  const act = async () => {
    if (busy || (wanted && typed.trim() !== wanted)) return;
    setError(null);
    setBusy(true);
    try {
      await question.run?.();
      question.answer(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${question.title} close=${leave}>
    <form onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      act();
    }}>
      ${question.what && html`<div class="dialog-what">${question.what}</div>`}
      ${question.count !== undefined &&
      html`<dl class="bill"><div><dt>${question.counted ?? t('confirm.count')}</dt><dd>${question.unit ? t(question.unit, { count: question.count }) : t('confirm.notifications', { count: question.count })}</dd></div>
        ${question.costUsd !== undefined && html`<div><dt>${t('confirm.cost')}</dt><dd>${t('confirm.atMost', { usd: usd(question.costUsd) })}</dd></div>`}
        ${question.also?.map(([what, much], at) => html`<div key=${at}><dt>${what}</dt><dd>${much}</dd></div>`)}</dl>`}
      ${wanted && html`<${Field} label=${t('confirm.type', { name: question.type ?? count(question.count) })} value=${typed} change=${setTyped} autofocus hint=${wanted} />`}
      <${Problem} error=${error} />
      <footer><${Button} act=${leave} autofocus=${!wanted && question.danger}>${t('cancel')}<//>
        <${Button} kind=${question.danger ? 'danger' : 'primary'} type="submit" disabled=${busy || Boolean(wanted && typed.trim() !== wanted)}
          autofocus=${!wanted && !question.danger}>${question.act}<//></footer>
    </form><//>`;
}
