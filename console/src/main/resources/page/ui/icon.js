/** Small icons, drawn for this page on a grid of 16, in the colour of the text beside them. */
import { html } from '../vendor/ui.js';

/** @type {Record<string, string>} */
const PATHS = {
  check: 'M3 8.5l3.2 3.2L13 4.8',
  cross: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.800V8l2.300 1.600',
  retry: 'M13 8a5 5 0 1 1-1.600-3.700M13.200 1.800v3.200H10',
  warning: 'M8 2.200l6.300 11.300H1.700zM8 6.300v3.400M8 11.500v.3',
  info: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.300v3.900M8 4.800v.3',
  play: 'M4.500 2.800v10.400L13 8z',
  pause: 'M5 3v10M11 3v10',
  stop: 'M4 4h8v8H4z',
  off: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM3.900 3.900l8.200 8.200',
  merge: 'M3 3v2.500C3 8 5 8 8 8h5M3 13v-2.500C3 8 5 8 8 8M10.500 5.500L13 8l-2.500 2.500',
  search: 'M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM10.300 10.300L14 14',
  menu: 'M2 4h12M2 8h12M2 12h12',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  left: 'M10 4L6 8l4 4',
  up: 'M4 10l4-4 4 4',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1.100 1.100M11.900 11.900L13 13M13 3l-1.100 1.100M4.100 11.900L3 13',
  moon: 'M13.500 9.700A6 6 0 0 1 6.300 2.500a6 6 0 1 0 7.200 7.200z',
  person: 'M8 2.500a2.800 2.800 0 1 1 0 5.600 2.800 2.800 0 0 1 0-5.600zM2.500 14c.5-3 2.600-4.500 5.500-4.500s5 1.500 5.500 4.500',
  bus: 'M2 4h12M2 8h12M2 12h12M5 2.500v11M11 2.500v11',
  export: 'M8 2v8M4.800 7L8 10.200 11.200 7M2.500 13.500h11',
  copy: 'M5.500 5.500h8v8h-8zM3.500 10.500h-1v-8h8v1',
  edit: 'M3 13l.7-3L10.500 3.200l2.300 2.300L6 12.300z',
  trash: 'M2.500 4h11M6 4V2.500h4V4M4 4l.7 9.500h6.600L12 4',
  link: 'M6.500 9.500l3-3M7 4.500L8.500 3a3.100 3.100 0 0 1 4.500 4.500L11.500 9M9 11.500L7.500 13A3.100 3.100 0 0 1 3 8.500L4.500 7',
  dot: 'M8 6.200a1.800 1.800 0 1 1 0 3.600 1.800 1.800 0 0 1 0-3.600z',
  arrow: 'M2.500 8h11M9.500 4l4 4-4 4',
  key: 'M5.500 6.500a3 3 0 1 1 0 .1zM8 8.500l5.500 0M11.500 8.500v2.500',
  inbox: 'M2.500 9l2-6h7l2 6v4.500h-11zM2.500 9h3.300l.8 1.800h2.800L10.200 9h3.300',
};

/** @param {{name: string, size?: number}} props */
export function Icon({ name, size = 16 }) {
  return html`<svg class="icon" viewBox="0 0 16 16" width=${size} height=${size} aria-hidden="true" focusable="false">
    <path d=${PATHS[name] ?? PATHS.dot} />
  </svg>`;
}

/** The mark of Signalbox: a signal and its light. */
export function Mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
    <rect class="mark-ground" width="32" height="32" rx="7" />
    <path class="mark-post" d="M9 6v21" />
    <path class="mark-arm" d="M9 9l15-2.500v6.500L9 12.500z" />
    <circle class="mark-light" cx="20" cy="21" r="4" />
  </svg>`;
}
