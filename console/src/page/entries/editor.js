export { EditorState, Compartment, StateField, StateEffect } from '@codemirror/state';
export {
  EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection, placeholder, tooltips, Decoration, hoverTooltip,
} from '@codemirror/view';
export { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
export {
  HighlightStyle, syntaxHighlighting, syntaxTree, bracketMatching, indentOnInput, indentUnit, foldGutter, foldKeymap,
} from '@codemirror/language';
export { json, jsonParseLinter } from '@codemirror/lang-json';
export { linter, lintGutter, setDiagnostics } from '@codemirror/lint';
export {
  autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap, startCompletion,
} from '@codemirror/autocomplete';
export { tags } from '@lezer/highlight';
