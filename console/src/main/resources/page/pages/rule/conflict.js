/** Somebody else changed the rule meanwhile: the three versions, part by part, and which of them is to stand. */
import { html, useMemo, useState } from '../../vendor/ui.js';
import { t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { visible } from '../../ui/name.js';
import { contentOf } from './draft.js';

/**
 * @typedef {object} Part
 * @property {string} key
 * @property {string} name
 * @property {any} before
 * @property {any} mine
 * @property {any} theirs
 * @property {boolean} both both changed it, and not to the same
 */

/** @param {any} one @param {any} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The parts that differ: each field, each part of the pattern, each target. @param {any} before @param {any} mine @param {any} theirs @returns {Part[]} */
export function partsOf(before, mine, theirs) {
  const all = [before, mine, theirs];
  const parts = [];
  const fields = [...new Set(all.flatMap((one) => Object.keys(one)))].filter((field) => field !== 'pattern' && field !== 'targets');
  for (const field of fields) parts.push(part(field, field, all.map((one) => one[field])));
  for (const field of new Set(all.flatMap((one) => Object.keys(one.pattern ?? {})))) parts.push(part(`pattern.${field}`, `pattern.${field}`, all.map((one) => one.pattern?.[field])));
  for (const id of new Set(all.flatMap((one) => one.targets.map((/** @type {any} */ target) => target.id)))) {
    parts.push(part(`targets.${id}`, t('rule.conflict.target', { target: id }), all.map((one) => one.targets.find((/** @type {any} */ target) => target.id === id))));
  }
  return parts.filter((one) => !same(one.mine, one.theirs));
}

/** @param {string} key @param {string} name @param {any[]} versions @returns {Part} */
const part = (key, name, [before, mine, theirs]) => ({ key, name, before, mine, theirs, both: !same(before, mine) && !same(before, theirs) });

/** Theirs, with the parts that are to be mine. @param {any} theirs @param {Part[]} parts @param {Record<string, 'mine' | 'theirs'>} choice */
export function merged(theirs, parts, choice) {
  const content = { ...theirs, pattern: { ...theirs.pattern }, targets: [...theirs.targets] };
  for (const { key, mine } of parts) {
    if (choice[key] !== 'mine') continue;
    const [, place, name] = /** @type {RegExpExecArray} */ (/^(?:(pattern|targets)\.)?(.*)$/s.exec(key));
    if (place === 'targets') {
      const at = content.targets.findIndex((/** @type {any} */ target) => target.id === name);
      if (mine === undefined) content.targets.splice(at, 1);
      else if (at < 0) content.targets.push(mine);
      else content.targets[at] = mine;
      continue;
    }
    const object = place ? content.pattern : content;
    if (mine === undefined) delete object[name];
    else object[name] = mine;
  }
  return content;
}

/**
 * @param {{draft: import('./draft.js').Draft, theirs: any, close: () => void}} props `theirs` is null where the rule was deleted
 */
export function Conflict({ draft, theirs, close }) {
  const before = contentOf(draft.stored.value);
  const mine = draft.content.value;
  const stored = theirs ? contentOf(theirs) : null;
  const parts = useMemo(() => (stored ? partsOf(before, mine, stored) : []), [theirs]);
  const [choice, setChoice] = useState(() => Object.fromEntries(parts.map((one) => [one.key, same(one.before, one.mine) ? 'theirs' : 'mine'])));
  const take = () => {
    draft.goOnFrom(theirs, merged(stored, parts, /** @type {any} */ (choice)));
    close();
  };
  const takeTheirs = () => {
    draft.saved(theirs);
    close();
  };
  if (!stored) {
    return html`<${Dialog} title=${t('rule.conflict.gone')} close=${close}><p class="dialog-what">${t('rule.conflict.gone.what')}</p><footer><${Button} kind="primary" autofocus act=${close}>${t('rule.conflict.goOn')}<//></footer><//>`;
  }
  return html`<${Dialog} title=${t('rule.conflict')} wide close=${close}>
    <p class="dialog-what">${parts.length ? t('rule.conflict.what', { revision: theirs.revision }) : t('rule.conflict.same', { revision: theirs.revision })}</p>
    <div class="conflict-parts">${parts.map(
      (one) => html`<fieldset class="part-choice" key=${one.key}><legend><b>${visible(one.name)}</b>${one.both && html` <span class="wrong">${t('rule.conflict.both')}</span>`}</legend>
        <div class="versions">
          ${/** @type {('mine' | 'theirs')[]} */ (['mine', 'theirs']).map(
            (which) => html`<label class=${`version${choice[one.key] === which ? ' on' : ''}`} key=${which}><span><input type="radio" name=${one.key} checked=${choice[one.key] === which} onChange=${() => setChoice({ ...choice, [one.key]: which })} /> ${t(`rule.conflict.${which}`)}</span><${Value} of=${one[which]} /></label>`,
          )}
          <div class="version before"><span class="muted">${t('rule.conflict.before')}</span><${Value} of=${one.before} /></div>
        </div></fieldset>`,
    )}</div>
    <footer><${Button} act=${close}>${t('cancel')}<//><${Button} act=${takeTheirs}>${t('rule.conflict.takeTheirs')}<//><${Button} kind="primary" autofocus act=${take}>${t('rule.conflict.take')}<//></footer><//>`;
}

/** @param {{of: any}} props */
const Value = ({ of }) => (of === undefined ? html`<i class="muted">${t('rule.conflict.absent')}</i>` : html`<pre tabindex="0">${visible(typeof of === 'string' ? of : JSON.stringify(of, null, 2))}</pre>`);
