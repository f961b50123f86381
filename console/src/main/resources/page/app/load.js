/** What a page asks the server for: asked again when what it depends on changes, and dropped when the page is left. */
import { html, useEffect, useRef, useState } from '../vendor/ui.js';
import { Problem } from '../ui/problem.js';
import { Skeleton } from '../ui/empty.js';
import { gone } from './api.js';
import { connection } from './store.js';

/**
 * @template T
 * @typedef {object} Load
 * @property {T | null} value the newest answer; it stays while a newer one is asked for
 * @property {any} error
 * @property {boolean} busy
 * @property {() => Promise<void>} again
 * @property {(value: T) => void} set
 */

/**
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @param {any[]} depends
 * @param {{everySeconds?: number}} [how] asks again so often while the window is seen
 * @returns {Load<T>}
 */
export function useLoad(ask, depends, { everySeconds = 0 } = {}) {
  const [state, setState] = useState(/** @type {{value: T | null, error: any, busy: boolean}} */ ({ value: null, error: null, busy: true }));
  const running = useRef(/** @type {AbortController | null} */ (null));
  const newest = useRef(ask);
  newest.current = ask;
  const again = async () => {
    running.current?.abort();
    const mine = (running.current = new AbortController());
    setState((before) => ({ ...before, busy: true }));
    try {
      const value = await newest.current(mine.signal);
      if (!mine.signal.aborted) setState({ value, error: null, busy: false });
    } catch (error) {
      if (!mine.signal.aborted && !gone(error)) setState((before) => ({ ...before, error, busy: false }));
    }
  };
  useEffect(() => {
    again();
    return () => running.current?.abort();
  }, depends);
  useEffect(() => {
    if (!everySeconds) return;
    const timer = setInterval(() => !document.hidden && again(), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  // What failed because Signalbox was away is asked for again when it is back.
  const away = state.error && (state.error.status === 0 || state.error.status >= 502);
  const back = connection.value === 'live';
  useEffect(() => {
    if (away && back) again();
  }, [away, back]);
  return { ...state, again, set: (value) => setState({ value, error: null, busy: false }) };
}

/**
 * Shows what was asked for: bars until it is there, the error with a button to ask again, else its child with the answer.
 * @param {{of: Load<any>, children?: any, lines?: number}} props
 */
export function Loaded({ of, children, lines = 5 }) {
  const show = Array.isArray(children) ? children[0] : children;
  if (of.error && of.value === null) return html`<${Problem} error=${of.error} retry=${of.again} />`;
  if (of.value === null) return html`<${Skeleton} lines=${lines} />`;
  return html`${of.error && html`<${Problem} error=${of.error} retry=${of.again} />`}${show(of.value)}`;
}
