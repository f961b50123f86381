/** A field for JSON with colours, brackets and its mistakes marked. CodeMirror is loaded when the first one is seen. */
import { html, useEffect, useRef, useState } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Skeleton } from './empty.js';

/**
 * @typedef {object} Mark what is wrong with a part of the text
 * @property {number} from
 * @property {number} to
 * @property {'error' | 'warning' | 'info'} severity
 * @property {string} message
 */

/**
 * An editor of JSON. It stands in a shadow root, for its styles are its own and the page's policy refuses them elsewhere.
 * `change` gets the text as one types; `marks` are shown beside the editor's own of what is no JSON; `complete` answers what
 * could stand at a place (CodeMirror's completion source). `value` replaces the text only when it is another one.
 * @param {{label: string, value: string, change?: (text: string) => void, marks?: Mark[], complete?: (context: any) => any, readOnly?: boolean, minLines?: number}} props
 */
export function Editor({ label, value, change, marks = [], complete, readOnly = false, minLines = 8 }) {
  const place = useRef(/** @type {any} */ (null));
  const view = useRef(/** @type {any} */ (null));
  const [state, setState] = useState(/** @type {'loading' | 'ready' | 'plain'} */ ('loading'));
  const typed = useRef(/** @type {string[]} */ ([]));
  const taking = useRef(false);
  /** @param {string} text */
  const changed = (text) => {
    if (taking.current) return;
    typed.current.push(text);
    change?.(text);
  };
  const newest = useRef({ change: changed, complete, marks });
  newest.current = { change: changed, complete, marks };

  useEffect(() => {
    let left = false;
    import('../vendor/editor.js').then(
      (code) => {
        if (left) return;
        view.current = made(code, place.current, { label, value, readOnly, newest: newest.current, get: () => newest.current });
        setState('ready');
      },
      () => !left && setState('plain'),
    );
    return () => {
      left = true;
      view.current?.destroy();
      view.current = null;
    };
  }, [readOnly]);
  useEffect(() => {
    // What was typed here comes back as the value, maybe when more has been typed already: that is no other text.
    const back = typed.current.indexOf(value);
    typed.current.splice(0, back < 0 ? Infinity : back + 1);
    const editor = view.current;
    if (back >= 0 || !editor || editor.state.doc.toString() === value) return;
    taking.current = true;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
    taking.current = false;
  }, [value, state]);
  useEffect(() => {
    view.current?.signalboxLint?.();
  }, [marks, state]);

  const height = { minHeight: `${minLines * 20 + 12}px` };
  if (state === 'plain') {
    return html`<div class="editor"><textarea class="mono" aria-label=${label} value=${value} readonly=${readOnly} spellcheck=${false} style=${height}
      onInput=${(/** @type {any} */ event) => change?.(event.currentTarget.value)}></textarea><small class="muted">${t('editor.plain')}</small></div>`;
  }
  return html`<div class="editor" style=${height}>${state === 'loading' && html`<${Skeleton} lines=${3} />`}<div ref=${place}></div></div>`;
}

/**
 * @param {typeof import('../vendor/editor.js')} code @param {HTMLElement} place
 * @param {{label: string, value: string, readOnly: boolean, newest: any, get: () => {change?: (text: string) => void, complete?: (context: any) => any, marks: Mark[]}}} how
 */
function made(code, place, { label, value, readOnly, get }) {
  const root = place.shadowRoot ?? place.attachShadow({ mode: 'open' });
  const look = code.EditorView.theme({
    '&': { fontSize: '13px', color: 'var(--text)', backgroundColor: 'transparent' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
    '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
    '.cm-cursor': { borderLeftColor: 'var(--text)' },
    '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--muted)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--accent) 24%, transparent)' },
    '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--line)', borderRadius: '6px' },
    '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
    '.cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--line-strong)' },
  });
  const { tags } = code;
  const colours = code.HighlightStyle.define([
    { tag: tags.propertyName, color: 'var(--accent)' },
    { tag: tags.string, color: 'var(--text)' },
    { tag: tags.number, color: 'var(--good)' },
    { tag: [tags.bool, tags.null], color: 'var(--warn)' },
    { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--muted)' },
  ]);
  const json = code.jsonParseLinter();
  /** @param {any} view */
  const mistakes = (view) => {
    const size = view.state.doc.length;
    const marks = get().marks.map((mark) => ({ ...mark, from: Math.min(mark.from, size), to: Math.min(mark.to, size) }));
    return [...(size ? json(view) : []), ...marks];
  };
  const view = new code.EditorView({
    parent: root,
    root,
    state: code.EditorState.create({
      doc: value,
      extensions: [
        code.lineNumbers(),
        code.history(),
        code.drawSelection(),
        code.highlightActiveLine(),
        code.indentOnInput(),
        code.bracketMatching(),
        code.closeBrackets(),
        code.autocompletion({ override: [(/** @type {any} */ context) => get().complete?.(context) ?? null] }),
        code.json(),
        code.syntaxHighlighting(colours),
        code.linter(mistakes, { delay: 250 }),
        code.lintGutter(),
        code.EditorView.lineWrapping,
        code.EditorState.readOnly.of(readOnly),
        code.EditorView.contentAttributes.of({ 'aria-label': label }),
        // Tab leaves the editor, as everywhere on a page; spaces indent.
        code.keymap.of([...code.closeBracketsKeymap, ...code.defaultKeymap, ...code.historyKeymap, ...code.completionKeymap]),
        code.EditorView.updateListener.of((update) => update.docChanged && get().change?.(update.state.doc.toString())),
        look,
      ],
    }),
  });
  Object.assign(view, { signalboxLint: () => view.dispatch(code.setDiagnostics(view.state, mistakes(view))) });
  return view;
}
