/**
 * The live numbers: one `/api/live` stream for a browser, however many tabs. The tab that holds the lock reads the
 * stream and passes it on to the others; when it is closed another one gets the lock and reads. What is not heard of for
 * three seconds is lost, and is asked for again.
 */
import { effect } from '../vendor/ui.js';
import { ApiError, stream, url } from './api.js';
import { accountShown, connection, live, liveError, session } from './store.js';

const SILENCE_MILLIS = 2_800;
const HISTORY = ['accepted', 'matched', 'delivered', 'dead', 'p99Millis'];

let heard = 0;
let began = 0;

/** Reads the live numbers for as long as the page is open, of whichever account is looked at. */
export function followLive() {
  /** @type {AbortController | undefined} */ let running;
  let reads = '';
  effect(() => {
    const signedIn = session.value?.signedIn ?? false;
    const account = accountShown.value;
    const reading = signedIn ? `${account} ${session.value?.key ?? ''}` : '';
    if (reading === reads) return;
    reads = reading;
    running?.abort();
    live.value = null;
    if (!signedIn) return;
    running = new AbortController();
    connecting();
    follow(reading, running.signal);
  });
  setInterval(() => {
    if (connection.value === 'live' && Date.now() - heard > SILENCE_MILLIS) connection.value = 'lost';
    if (connection.value === 'connecting' && Date.now() - began > SILENCE_MILLIS) connection.value = 'lost';
  }, 200);
}

function connecting() {
  began = Date.now();
  connection.value = 'connecting';
}

/** @param {string} name @param {AbortSignal} signal */
function follow(name, signal) {
  if (!navigator.locks || !globalThis.BroadcastChannel) {
    read(signal, () => {});
    return;
  }
  const channel = new BroadcastChannel(`signalbox-live ${name}`);
  let leads = false;
  channel.onmessage = ({ data }) => {
    if (data.kind === 'hello') {
      if (leads && live.value) channel.postMessage({ kind: 'snapshot', value: live.value });
    } else if (data.kind === 'lost') {
      connection.value = 'lost';
    } else if (!leads) take(data.kind, data.value);
  };
  signal.addEventListener('abort', () => channel.close());
  channel.postMessage({ kind: 'hello' });
  navigator.locks
    .request(`signalbox-live ${name}`, { signal }, () => {
      leads = true;
      return read(signal, (message) => channel.postMessage(message));
    })
    .catch(() => {}); // Aborted: another account is looked at, or the session ended.
}

/** @param {AbortSignal} signal @param {(message: any) => void} pass */
async function read(signal, pass) {
  let pauseMillis = 500;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const silent = setInterval(() => {
      if (Date.now() - Math.max(heard, began) > SILENCE_MILLIS * 2) attempt.abort();
    }, 500);
    began = Date.now();
    try {
      await stream(url('/api/live'), {
        signal: AbortSignal.any([signal, attempt.signal]),
        onItem(kind, value) {
          pauseMillis = 500;
          take(kind, value);
          if (!signal.aborted) pass({ kind, value });
        },
      });
    } catch (error) {
      if (!signal.aborted) liveError.value = attempt.signal.aborted ? new ApiError(0, null) : error;
    } finally {
      clearInterval(silent);
    }
    if (signal.aborted) return;
    connection.value = 'lost';
    pass({ kind: 'lost' });
    await new Promise((resolve) => setTimeout(resolve, pauseMillis * (0.75 + Math.random() / 2)));
    pauseMillis = Math.min(pauseMillis * 2, 5_000);
  }
}

/** @param {string} kind @param {any} value */
function take(kind, value) {
  heard = Date.now();
  liveError.value = null;
  if (connection.value !== 'live') connection.value = 'live';
  if (kind === 'snapshot') live.value = value;
  else if (kind === 'numbers' && live.value) live.value = { ...value, history: longer(live.value.history, value.latest) };
}

/** The history with its newest step at the end; steps that were not heard of are gaps. @param {any} history @param {any} latest */
function longer(history, latest) {
  if (!history || !latest) return history;
  const step = history.stepSeconds * 1000;
  const steps = history.accepted.length;
  const missed = Math.round((Date.parse(latest.from) - Date.parse(history.from)) / step) - steps;
  if (missed < 0) return history;
  /** @type {any} */
  const next = { ...history, from: new Date(Date.parse(history.from) + (missed + 1) * step).toISOString() };
  const gap = Array(Math.min(missed, steps)).fill(null);
  for (const name of HISTORY) next[name] = [...(history[name] ?? []), ...gap, latest[name] ?? null].slice(-steps);
  return next;
}
