/** Lists that come page by page, such as the answers of searches. */
import { useEffect, useRef, useState } from '../vendor/ui.js';
import { gone } from './api.js';

/**
 * @typedef {object} Part one page
 * @property {any[]} rows
 * @property {string} [next] the token of the next page
 * @property {string} [searchedBackTo] how far back all was searched, where the time was too short for more
 */

/** @typedef {ReturnType<typeof useList>} List */

const NONE = { rows: /** @type {any[]} */ ([]), next: '', searchedBackTo: '', error: /** @type {any} */ (null), busy: true, loaded: false, at: 0 };

/**
 * `more` asks for the next page, `again` for the first one. A search that ended because its time was over has
 * `searchedBackTo`: whoever looks is told, and goes on by `more`.
 * @param {(next: string, signal: AbortSignal) => Promise<Part>} ask
 * @param {(row: any) => string} rowKey a row that comes twice stays as it came first
 * @param {any[]} depends what the question is made of
 */
export function useList(ask, rowKey, depends) {
  const [state, setState] = useState(NONE);
  const running = useRef(/** @type {AbortController | null} */ (null));
  const question = JSON.stringify(depends);
  const asked = useRef(question);

  /** @param {string} next */
  const call = async (next) => {
    running.current?.abort();
    const mine = (running.current = new AbortController());
    const other = asked.current !== question;
    asked.current = question;
    setState((before) => ({ ...(other ? NONE : before), busy: true, error: null }));
    try {
      const part = await ask(next, mine.signal);
      if (mine.signal.aborted) return;
      setState((before) => {
        const known = new Set(next ? before.rows.map(rowKey) : []);
        return {
          rows: [...(next ? before.rows : []), ...part.rows.filter((row) => !known.has(rowKey(row)))],
          next: part.next ?? '',
          searchedBackTo: part.searchedBackTo ?? '',
          error: null,
          busy: false,
          loaded: true,
          at: next ? before.at : Date.now(),
        };
      });
    } catch (error) {
      if (!mine.signal.aborted && !gone(error)) setState((before) => ({ ...before, error, busy: false }));
    } finally {
      if (running.current === mine) running.current = null;
    }
  };
  useEffect(() => {
    call('');
    return () => running.current?.abort();
  }, [question]);
  return { ...state, more: () => (running.current || !state.next ? undefined : call(state.next)), again: () => call('') };
}
