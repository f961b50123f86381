/** The catalog of known sources and types, asked for once, and what people call them. */
import { signal } from '../vendor/ui.js';
import { get, url } from './api.js';
import { known, t, wordsOf } from './words.js';

/**
 * @typedef {object} CatalogType
 * @property {string} type
 * @property {string} source
 * @property {string} service
 * @property {string} event
 * @property {string} [eventCode]
 * @property {string} [category]
 * @property {string} [kind]
 * @property {string} [scope]
 * @property {Record<string, string>} [bodyFields]
 *
 * @typedef {{sources: {source: string, services: string[]}[], types: CatalogType[], byType: Map<string, CatalogType>}} Catalog
 */

/** @type {import('../vendor/ui.js').Signal<Catalog>} empty until it is there */
export const catalog = signal({ sources: [], types: [], byType: new Map() });

/** @type {Promise<Catalog> | null} */
let loading = null;

/** The catalog with its words; it is asked for once. @returns {Promise<Catalog>} */
export function loadCatalog() {
  loading ??= Promise.all([get(url('/api/catalog')), wordsOf('catalog')]).then(([found]) => {
    catalog.value = { ...found, byType: new Map(found.types.map((/** @type {CatalogType} */ type) => [type.type, type])) };
    return catalog.value;
  });
  loading.catch(() => (loading = null));
  return loading;
}

/** Asks for the catalog where nobody has yet; until it is there, or where it can not be had, it is empty. */
export function wantCatalog() {
  loadCatalog().catch(() => {});
}

/** What a type is called by people; empty where the catalog does not have it. @param {string} type */
export function called(type) {
  const found = catalog.value.byType.get(type);
  return found ? (known(`catalog.type.${type}`) ? t(`catalog.type.${type}`) : found.event) : '';
}

/** What a source is called; the source itself where it is not known. @param {string} source */
export const sourceName = (source) => (known(`catalog.source.${source}`) ? t(`catalog.source.${source}`) : source);

/** What a type is called; the type itself where it is not known. @param {string} type */
export const typeName = (type) => called(type) || type;

/** What happened, with the service where the name of the type alone could be of several. @param {{type: string, source: string}} event */
export const eventName = ({ type, source }) => (called(type) && source.startsWith('acs.pai.') ? `${sourceName(source)}: ${called(type)}` : typeName(type));

/** The groups of a source's types: by category, DataWorks' by service. @param {Catalog} of @param {string} source */
export function groupsOf(of, source) {
  /** @type {Map<string, CatalogType[]>} */
  const groups = new Map();
  for (const type of of.types) {
    if (type.source !== source) continue;
    const group = (source === 'acs.dataworks' ? type.service : type.category) ?? '';
    groups.set(group, [...(groups.get(group) ?? []), type]);
  }
  return [...groups].map(([group, types]) => ({ group, name: known(`catalog.group.${group}`) ? t(`catalog.group.${group}`) : group, types }));
}
