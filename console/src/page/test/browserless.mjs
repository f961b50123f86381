// What the page's modules need of a browser when they are loaded without one.
const nothing = { matches: false, addEventListener() {} };
Object.assign(globalThis, {
  matchMedia: () => nothing,
  document: { documentElement: { dataset: {} }, hidden: false },
  location: { hash: '' },
  addEventListener() {},
  localStorage: { getItem: () => null, setItem() {}, removeItem() {} },
});
const every = globalThis.setInterval;
globalThis.setInterval = /** @type {any} */ ((/** @type {any[]} */ ...args) => /** @type {any} */ (every)(...args).unref());
if (!globalThis.navigator?.language) Object.defineProperty(globalThis, 'navigator', { value: { language: 'en' } });
