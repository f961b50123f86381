/** The log-in. It lies over the page, so that a session that ends in the middle of work takes nothing of it away. */
import { html, useState } from '../vendor/ui.js';
import { post } from '../app/api.js';
import { session } from '../app/store.js';
import { t } from '../app/words.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Field } from './field.js';
import { Problem } from './problem.js';

export function Login() {
  const who = session.value;
  return who && !who.signedIn ? html`<${Form} again=${Boolean(who.key)} id=${who.key ?? ''} />` : null;
}

/** @param {{again: boolean, id: string}} props */
function Form({ again, id }) {
  const [key, setKey] = useState(id);
  const [secret, setSecret] = useState('');
  const [error, setError] = useState(/** @type {any} */ (null));
  const [busy, setBusy] = useState(false);
  const logIn = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      session.value = await post('/api/session', { id: key.trim(), secret }, { anyway: true });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${t(again ? 'login.again' : 'login')}>
    <p class="dialog-what">${t(again ? 'login.again.why' : 'login.why')}</p>
    <form onSubmit=${logIn}>
      <${Field} label=${t('login.id')} value=${key} change=${setKey} autocomplete="username" required autofocus=${!id} />
      <${Field} label=${t('login.secret')} kind="password" value=${secret} change=${setSecret} autocomplete="current-password" required autofocus=${Boolean(id)} />
      ${error && (error.status === 401 ? html`<p class="wrong" role="alert">${t('login.wrong')}</p>` : html`<${Problem} error=${error} />`)}
      <footer><${Button} kind="primary" type="submit" disabled=${busy || !key || !secret}>${t('login.act')}<//></footer>
    </form><//>`;
}
