/** The frame around every page: navigation, whose events these are, whether the numbers are live, language and theme. */
import { html, useEffect, useState } from '../vendor/ui.js';
import { del } from '../app/api.js';
import { PAGES } from '../app/pages.js';
import { go, route, to } from '../app/route.js';
import { account, accountShown, bus, buses, connection, language, live, session, theme, turnTheme } from '../app/store.js';
import { speak, t } from '../app/words.js';
import { Button } from './button.js';
import { Field } from './field.js';
import { Icon, Mark } from './icon.js';
import { Menu } from './menu.js';

/** @param {{children?: any}} props */
export function Frame({ children }) {
  const [open, setOpen] = useState(false);
  const here = route.value;
  useEffect(() => setOpen(false), [here]);
  return html`
    <a class="skip" href="#main" onClick=${(/** @type {Event} */ event) => {
      event.preventDefault();
      document.getElementById('main')?.focus();
    }}>${t('frame.skip')}</a>
    <header class=${`top${open ? ' open' : ''}`}>
      <a class="brand" href="#/" aria-label=${`Signalbox, ${t('nav.overview')}`}><${Mark} /><span>Signalbox</span></a>
      <nav id="navigation" aria-label=${t('frame.pages')}>
        ${PAGES.map(({ page }) => html`<a key=${page} href=${to(page === 'overview' ? '' : page)} aria-current=${here.page === page ? 'page' : undefined}>
          ${t(`nav.${page}`)}${page === 'dead-letters' && html`<${Dead} />`}</a>`)}
      </nav>
      <div class="top-right">
        <${BusChoice} /><${Live} />
        <${Button} kind="quiet" act=${() => speak(language.value === 'en' ? 'zh' : 'en')} lang=${language.value === 'en' ? 'zh' : 'en'}
          aria-label=${language.value === 'en' ? '中文' : 'EN, English'} title=${language.value === 'en' ? '中文' : 'English'}>${language.value === 'en' ? '中' : 'EN'}<//>
        <${Button} kind="quiet" icon=${theme.value === 'dark' ? 'sun' : 'moon'} label=${t(theme.value === 'dark' ? 'frame.light' : 'frame.dark')} act=${turnTheme} />
        <${Who} />
        <button type="button" class="button quiet alone burger" aria-expanded=${open ? 'true' : 'false'} aria-controls="navigation"
          aria-label=${t('frame.menu')} onClick=${() => setOpen(!open)}><${Icon} name=${open ? 'cross' : 'menu'} /></button>
      </div>
    </header>
    <main id="main" tabindex="-1">${children}</main>`;
}

/** How many dead letters wait, beside the word. */
function Dead() {
  const dead = live.value?.deadLetters;
  if (!dead?.waiting) return null;
  return html`<span class="badge">${dead.waiting > 999 ? '999' : dead.waiting}${dead.more || dead.waiting > 999 ? '+' : ''}</span>`;
}

function BusChoice() {
  const names = buses.value.map((one) => one.name);
  if (!names.includes(bus.value)) names.unshift(bus.value);
  if (names.length < 2) return null;
  return html`<div class="bus"><${Icon} name="bus" /><${Field} kind="select" label=${t('frame.bus')} hideLabel value=${bus.value} options=${names}
    change=${(/** @type {string} */ name) => {
      bus.value = name;
      if (/^rules?$/.test(route.peek().page) && route.peek().params.length) go(to(['rules', name]));
    }} /></div>`;
}

function Live() {
  const state = connection.value;
  return html`<span class=${`live ${state}`} role="status" title=${t(`live.${state}.long`)}><i aria-hidden="true"></i><span>${t(`live.${state}`)}</span></span>`;
}

/** Whose events these are. */
function Who() {
  const who = session.value;
  const [typed, setTyped] = useState('');
  return html`<${Menu} icon="person" name=${t('frame.account')} right>
    <div class="who">
      ${who?.key && html`<p><b>${who.key}</b> <span class="muted">${t(`role.${who.role}`)}</span></p>`}
      <p class="muted small">${t('frame.account')}</p><p class="mono">${accountShown.value || '–'}</p>
      ${who?.keys
        ? html`<${Button} act=${logOut}>${t('frame.logOut')}<//>`
        : html`<form onSubmit=${(/** @type {Event} */ event) => {
            event.preventDefault();
            account.value = typed.trim() === who?.defaultAccount ? '' : typed.trim();
          }}><${Field} label=${t('frame.otherAccount')} value=${typed} change=${setTyped} inputmode="numeric" />
            <${Button} type="submit" small>${t('frame.look')}<//></form>`}
      ${who?.version && html`<p class="muted small">Signalbox ${who.version}</p>`}
    </div><//>`;
}

async function logOut() {
  await del('/api/session', { anyway: true }).catch(() => {});
  location.hash = '#/';
  location.reload();
}
