/** The catalog of event sources and types, asked for once. */
import { signal } from '../vendor/ui.js';
import { get } from './api.js';

/**
 * @typedef {{service: string, event: string, source: string, type: string, eventCode?: string, category?: string, kind?: string, scope?: string}} CatalogType
 * @type {import('../vendor/ui.js').Signal<{sources: {source: string, services: string[]}[], types: CatalogType[]}>}
 */
export const catalog = signal({ sources: [], types: [] });
let asked = false;

/** Asks for the catalog where nobody has yet; until it is there, or where it can not be had, it is empty. */
export function wantCatalog() {
  if (asked) return;
  asked = true;
  get('/api/catalog').then(
    (found) => (catalog.value = found),
    () => (asked = false),
  );
}

/** What a type is called by people; empty where the catalog does not have it. @param {string} type */
export const called = (type) => catalog.value.types.find((one) => one.type === type)?.event ?? '';
