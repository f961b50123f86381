/** Events as a file: one CloudEvent a line, as a search finds them. */
import { html, signal } from '../vendor/ui.js';
import { get, gone, url } from '../app/api.js';
import { confirm } from '../ui/confirm.js';
import { t } from '../app/words.js';
import { toast } from '../ui/toast.js';

const MOST = 10_000;

/** @param {Record<string, any>} asked */
export async function exportEvents(asked) {
  const found = signal(0);
  const left = new AbortController();
  const done = await confirm({
    title: t('events.export.title'),
    what: html`<p>${t('events.export.what', { count: MOST })}</p><p role="status"><${Found} of=${found} /></p>`,
    act: t('events.export'),
    run: () => write(asked, found, left.signal),
  });
  left.abort();
  if (done) toast(t('events.exported', { count: found.peek() }));
}

/** @param {{of: import('../vendor/ui.js').Signal<number>}} props */
const Found = ({ of }) => (of.value ? t('events.export.found', { count: of.value }) : '');

/** @param {Record<string, any>} asked @param {import('../vendor/ui.js').Signal<number>} found @param {AbortSignal} signal */
async function write(asked, found, signal) {
  const parts = [];
  let next = '';
  try {
    do {
      const page = await get(url('/api/events', { ...asked, body: true, limit: 100, next }), { signal });
      parts.push(...page.events.map((/** @type {any} */ event) => `${JSON.stringify(event.event ?? null)}\n`));
      found.value = parts.length;
      next = page.next ?? '';
    } while (next && parts.length < MOST);
  } catch (error) {
    if (gone(error)) return;
    throw error;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type: 'application/x-ndjson' }));
  link.download = `events-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.ndjson`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
