/** The rule as JSON, beside the form; what changes in one shows in the other. */
import { html, useMemo } from '../../vendor/ui.js';
import { t } from '../../app/words.js';
import { Editor } from '../../ui/editor.js';
import { Note } from '../../ui/problem.js';
import { CHANNELS, COMMON } from './channels.js';

const FIELDS = ['description', 'enabled', 'pattern', 'targets'];
const OPERATORS = ['prefix', 'suffix', 'contains', 'anything-but', 'numeric', 'cidr', 'exists'];

/** @param {{draft: import('./draft.js').Draft, catalog: import('../../app/catalog.js').Catalog, readOnly: boolean}} props */
export function Text({ draft, catalog, readOnly }) {
  const text = draft.text.value;
  const mistakes = draft.mistakes.value;
  const marks = useMemo(() => (draft.broken.value ? [] : mistakes.filter((one) => draft.counts(one)).map((mistake) => mark(text, mistake)).filter((one) => one !== null)), [text, mistakes]);
  const complete = useMemo(() => completion(catalog), [catalog]);
  return html`<div class="stack"><p class="muted">${t('rule.json.what')}</p>
    ${draft.broken.value && html`<${Note} kind="bad">${t('rule.json.broken')}<//>`}
    <${Editor} label=${t('rule.json')} value=${text} change=${(/** @type {string} */ next) => draft.type(next)} marks=${marks} complete=${complete} readOnly=${readOnly} minLines=${20} /></div>`;
}

/**
 * Where in the text a mistake is: as far along its path as the names are found.
 * @param {string} text @param {import('./draft.js').Mistake} mistake @returns {import('../../ui/editor.js').Mark | null}
 */
function mark(text, { path, text: message }) {
  let from = 0;
  let found = null;
  for (const [, name, index] of path.matchAll(/([\w-]+)|\[(\d+)\]/g)) {
    if (index !== undefined) {
      for (let number = 0; number <= Number(index); number++) {
        const next = text.indexOf(number ? '{' : '[', from);
        if (next < 0) break;
        from = next + 1;
      }
      continue;
    }
    const at = text.indexOf(`"${name}"`, from);
    if (at < 0) break;
    found = { from: at, to: at + name.length + 2 };
    from = found.to;
  }
  return found ? { ...found, severity: 'error', message } : { from: 0, to: Math.min(1, text.length), severity: 'error', message };
}

/** What could stand in a text: names of fields, sources, types. @param {import('../../app/catalog.js').Catalog} catalog */
function completion(catalog) {
  const targetFields = [...new Set(['id', 'type', ...Object.values(CHANNELS).flatMap((channel) => channel.fields), ...COMMON])];
  const options = [
    ...catalog.sources.map(({ source }) => ({ label: source, type: 'constant' })),
    ...catalog.types.map(({ type, event }) => ({ label: type, detail: event, type: 'constant' })),
    ...[...FIELDS, ...targetFields, 'source', 'data', 'subject'].map((label) => ({ label, type: 'property' })),
    ...OPERATORS.map((label) => ({ label, type: 'keyword' })),
    ...Object.keys(CHANNELS).map((label) => ({ label, type: 'enum' })),
    ...[...new Set(catalog.types.flatMap((type) => Object.keys(type.bodyFields ?? {})))].filter((name) => /^\w+$/.test(name)).map((label) => ({ label, type: 'variable' })),
  ];
  return (/** @type {any} */ context) => {
    const word = context.matchBefore(/"[\w.:-]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    return { from: word.from + 1, options, validFor: /^[\w.:-]*$/ };
  };
}
