/*
 * The page of Signalbox: plain modules, served as they are. How to write a page `things`:
 *
 *   1. `pages/things.js` exports one component; `app/pages.js` has its address, key and module; it is loaded when somebody goes there.
 *
 *        import { html } from '../vendor/ui.js';
 *        import { get, url } from '../app/api.js';
 *        import { useLoad } from '../app/load.js';
 *        export default function Things({ params, query }) {
 *          const things = useLoad((signal) => get(url('/api/things', { q: query.q }), { signal }), [query.q]);
 *          return html`<${Page} title=${t('things.title')} actions=${…}>
 *            <div class="bar"><${Search} label=${t('things.search')} value=${query.q ?? ''} change=${(q) => setQuery({ q })} /></div>
 *            <${Loaded} of=${things}>${(found) => found.things.length
 *              ? html`<${Table} label=${t('things.title')} columns=${COLUMNS} rows=${found.things} rowKey=${(row) => row.id} href=${(row) => to(['things', row.id])} />`
 *              : html`<${Empty} title=${t('things.none')}>${t('things.try')}<//>`}<//><//>`;
 *        }
 *
 *   2. `app/words/en/things.js` and `app/words/zh/things.js` have its texts: the same keys, each beginning with `things.`
 *      (`app/words.js` says how numbers and plurals are written). No text stands in a page itself.
 *   3. What it filters by is in the query of its address (`setQuery`), so that a link shows the same and the way back works.
 *   4. `url` adds the account; the page adds `bus.value`. `may('operate')` before a button that acts; `confirm({title, what, count,
 *      costUsd, act, run})` before what sends, deletes or disables; `toast` after it. An error goes to `<Problem error retry>`.
 *   5. Text from events, rules, targets is put in as a child or by `<Name of>`, never as markup; there is no innerHTML here. No style
 *      attributes in markup but `style=${{…}}` objects: the page's policy forbids them. Classes come from style.css.
 *   6. Look at it: light, dark, Chinese, 360 px, empty, failing, long names, by keyboard alone.
 */
import { effect, html, render, useEffect, useErrorBoundary, useState } from './vendor/ui.js';
import { get, url } from './app/api.js';
import { onKeys } from './app/keys.js';
import { PAGES, load, present } from './app/pages.js';
import { back, go, route, to } from './app/route.js';
import { accountShown, bus, buses, language, session } from './app/store.js';
import { followLive } from './app/stream.js';
import { speak, t } from './app/words.js';
import { Button } from './ui/button.js';
import { Confirms } from './ui/confirm.js';
import { Empty, Skeleton } from './ui/empty.js';
import { Frame } from './ui/frame.js';
import { Help } from './ui/help.js';
import { Login } from './ui/login.js';
import { Page } from './ui/page.js';
import { Problem } from './ui/problem.js';
import { Toasts } from './ui/toast.js';

const RETRY_MILLIS = 2_000;

/** The page where one is, loaded when it is needed. */
function Present() {
  const { page, params, query } = route.value;
  const name = present();
  const [found, setFound] = useState(/** @type {{name: string, page?: any, error?: any}} */ ({ name: '' }));
  useEffect(() => {
    let left = false;
    if (!name) return;
    load(name).then(
      (module) => !left && setFound({ name, page: module }),
      (error) => !left && setFound({ name, error }),
    );
    return () => {
      left = true;
    };
  }, [name]);
  if (!name) return html`<${Page} title=${t('nowhere')}><${Empty} title=${t('nowhere.long')}><${Button} href="#/">${t('nav.overview')}<//><//><//>`;
  if (found.name !== name) return html`<${Skeleton} lines=${6} />`;
  if (found.error) return html`<${Page} title=${t(`nav.${page}`)}><${Problem} error=${found.error} title=${t('problem.module')} retry=${() => location.reload()} /><//>`;
  return html`<${Guarded} key=${`${name} ${accountShown.value}`}><${found.page} params=${params} query=${query} /><//>`;
}

/** A page that broke does not take the frame with it. @param {{children?: any}} props */
function Guarded({ children }) {
  const [error, again] = useErrorBoundary((problem) => console.error(problem));
  return error ? html`<${Problem} error=${error} retry=${again} />` : children;
}

/** A session that has ended in the middle of work, which still has its key, takes nothing away: the log-in lies over it. */
function All() {
  const [error, setError] = useState(/** @type {any} */ (null));
  const ask = () => who().then(() => setError(null), setError);
  useEffect(() => {
    ask();
  }, []);
  useEffect(() => {
    if (!error) return;
    const timer = setTimeout(ask, RETRY_MILLIS);
    return () => clearTimeout(timer);
  }, [error]);
  return html`<${Frame}>${error ? html`<${Problem} error=${error} retry=${ask} />` : session.value?.signedIn || session.value?.key ? html`<${Present} />` : !session.value && html`<${Skeleton} lines=${6} />`}<//>
    <${Login} /><${Confirms} /><${Help} /><${Toasts} />`;
}

async function who() {
  session.value = await get('/api/session', { anyway: true });
}

async function start() {
  await speak(language.peek());
  render(html`<${All} />`, /** @type {HTMLElement} */ (document.getElementById('page')));
  onKeys({
    ...Object.fromEntries(PAGES.map(({ page, key }) => [`g ${key}`, () => go(to(page === 'overview' ? '' : page))])),
    Escape: back,
  });
  followLive();
  effect(() => {
    if (!session.value?.signedIn) return;
    accountShown.value; // Another account has other buses.
    get(url('/api/buses')).then(
      (found) => {
        buses.value = found.buses;
        if (!found.buses.some((/** @type {any} */ one) => one.name === bus.peek())) bus.value = 'default';
      },
      () => {},
    );
  });
  let before = route.peek();
  effect(() => {
    const next = route.value;
    if (next.page === before.page && next.params.join('/') === before.params.join('/')) return;
    before = next;
    scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector('h1')?.focus({ preventScroll: true }));
  });
}

start();
