import { html, useEffect } from '../vendor/ui.js';

/**
 * A page: its title, a sentence or none, what can be done at the top, and the thing itself.
 * @param {{title: any, name?: string, intro?: any, actions?: any, children?: any}} props `name` is the title as text
 */
export function Page({ title, name, intro, actions, children }) {
  const named = name ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = named ? `${named} · Signalbox` : 'Signalbox';
  }, [named]);
  return html`<div class="page-head"><div class="page-title"><h1 tabindex="-1">${title}</h1>${intro && html`<p class="intro">${intro}</p>`}</div>
    ${actions && html`<div class="actions">${actions}</div>`}</div>${children}`;
}
