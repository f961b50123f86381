/** Calls to the server. A call that finds the session ended waits for the log-in and then goes on. */
import { effect, untracked } from '../vendor/ui.js';
import { account, session } from './store.js';

/** What a call that failed answered; `status` 0 is no answer at all. */
export class ApiError extends Error {
  /** @param {number} status @param {any} body @param {number} [retryAfterSeconds] */
  constructor(status, body, retryAfterSeconds) {
    super(body?.message ?? '');
    this.status = status;
    /** @type {string} */ this.code = body?.code ?? (status === 0 ? 'NoConnection' : `Http${status}`);
    /** @type {string | undefined} */ this.requestId = body?.requestId;
    this.retryAfterSeconds = retryAfterSeconds;
    this.body = body;
  }
}

/**
 * A path with its query; what is empty is left out. Without access keys the account that was chosen goes with it.
 * @param {string} path @param {Record<string, any>} [query]
 */
export function url(path, query = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) params.set(name, String(value));
  }
  if (account.peek() && !session.peek()?.keys) params.set('account', account.peek());
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

/** Escapes a part of a path. @param {string} text */
export const part = encodeURIComponent;

/**
 * @typedef {object} Options
 * @property {AbortSignal} [signal]
 * @property {number | string} [ifMatch] the revision that is meant; `none` where there must not be one yet
 * @property {number} [timeoutMillis]
 * @property {boolean} [anyway] whether or not somebody is signed in
 * @property {boolean} [exact] keeps each number of the answer as it was written
 */

/** @param {string} path @param {Options} [options] @returns {Promise<any>} */
export const get = (path, options) => call('GET', path, undefined, options);
/** @param {string} path @param {any} [body] @param {Options} [options] @returns {Promise<any>} */
export const post = (path, body, options) => call('POST', path, body, options);
/** @param {string} path @param {any} body @param {Options} [options] @returns {Promise<any>} */
export const put = (path, body, options) => call('PUT', path, body, options);
/** @param {string} path @param {Options} [options] @returns {Promise<any>} */
export const del = (path, options) => call('DELETE', path, undefined, options);

/** @param {string} method @param {string} path @param {any} body @param {Options} [options] */
async function call(method, path, body, { signal, ifMatch, timeoutMillis = 30_000, anyway = false, exact = false } = {}) {
  for (;;) {
    const limits = [AbortSignal.timeout(timeoutMillis)];
    if (signal) limits.push(signal);
    const response = await send(method, path, body, AbortSignal.any(limits), signal, ifMatch);
    if (response.status === 401 && !anyway) {
      await signedInAgain(signal);
      continue;
    }
    const text = await response.text().catch(() => '');
    if (!response.ok) throw failure(response, text);
    return text ? (exact ? parseExact(text) : parse(text)) : null;
  }
}

/**
 * @param {string} method @param {string} path @param {any} body @param {AbortSignal} limit
 * @param {AbortSignal} [caller] @param {number | string} [ifMatch] @param {string} [accept]
 */
async function send(method, path, body, limit, caller, ifMatch, accept) {
  /** @type {Record<string, string>} */
  const headers = { accept: accept ?? 'application/json' };
  if (method !== 'GET') headers['x-signalbox-page'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (ifMatch === 'none') headers['if-none-match'] = '*';
  else if (ifMatch !== undefined) headers['if-match'] = String(ifMatch);
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal: limit,
      cache: 'no-store',
    });
  } catch (error) {
    if (caller?.aborted) throw error;
    throw new ApiError(0, null);
  }
}

/** @param {Response} response @param {string} text */
function failure(response, text) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // Something between us and the server answered; its words are not for people.
  }
  const after = Number(response.headers.get('retry-after'));
  return new ApiError(response.status, body, after > 0 ? after : undefined);
}

/** Whether an error is only that its caller has gone. @param {any} error */
export const gone = (error) => error?.name === 'AbortError';

/**
 * An integer that a JavaScript number cannot hold, as it was written.
 */
export class ExactNumber {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
  toJSON() {
    const raw = /** @type {any} */ (JSON).rawJSON;
    return raw ? raw(this.text) : this.text;
  }
}

/** JSON whose numbers are all written as they were: `300.0` stays so, for patterns compare by text. @param {string} text */
export const parseExact = (text) =>
  JSON.parse(
    text,
    /** @type {any} */ (
      (/** @type {string} */ _key, /** @type {any} */ value, /** @type {any} */ context) =>
        typeof value === 'number' && context?.source !== undefined && context.source !== String(value) ? new ExactNumber(context.source) : value
    ),
  );

/** JSON whose long numbers keep all their digits. @param {string} text */
export function parse(text) {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(
    text,
    /** @type {any} */ (
      (/** @type {string} */ _key, /** @type {any} */ value, /** @type {any} */ context) =>
        typeof value === 'number' && context && /^-?\d{16,}$/.test(context.source) && !Number.isSafeInteger(value)
          ? new ExactNumber(context.source)
          : value
    ),
  );
}

/** Resolves when somebody is signed in again; the frame shows the log-in meanwhile. @param {AbortSignal} [signal] */
function signedInAgain(signal) {
  const before = session.peek();
  session.value = { ...(before ?? { keys: true, may: [] }), keys: true, signedIn: false };
  return new Promise((resolve, reject) => {
    /** @type {(() => void) | undefined} */ let stop;
    const end = () => {
      stop?.();
      reject(signal?.reason);
    };
    if (signal?.aborted) return end();
    signal?.addEventListener('abort', end, { once: true });
    stop = effect(() => {
      if (!session.value?.signedIn) return;
      untracked(() => {
        signal?.removeEventListener('abort', end);
        queueMicrotask(() => stop?.());
        resolve(undefined);
      });
    });
  });
}

/**
 * Reads a stream of server-sent events until it ends, fails or is aborted. Every item and every comment (kind '') is
 * passed on, so that who reads knows that the other end is alive.
 * @param {string} path
 * @param {{method?: string, body?: any, signal?: AbortSignal, anyway?: boolean, onItem: (kind: string, value: any) => void}} options
 */
export async function stream(path, { method = 'GET', body, signal, anyway = false, onItem }) {
  const limit = signal ?? new AbortController().signal;
  let response = await send(method, path, body, limit, signal, undefined, 'text/event-stream');
  while (response.status === 401 && !anyway) {
    await signedInAgain(signal);
    response = await send(method, path, body, limit, signal, undefined, 'text/event-stream');
  }
  if (!response.ok || !response.body) throw failure(response, await response.text().catch(() => ''));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const frames = (rest + value).split(/\r?\n\r?\n/);
      rest = /** @type {string} */ (frames.pop());
      for (const frame of frames) item(frame, onItem);
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    if (error instanceof TypeError) throw new ApiError(0, null);
    throw error;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {string} frame @param {(kind: string, value: any) => void} onItem */
function item(frame, onItem) {
  let kind = '';
  const data = [];
  for (const line of frame.split(/\r?\n/)) {
    if (line.startsWith('event:')) kind = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  onItem(kind, data.length ? parse(data.join('\n')) : null);
}
