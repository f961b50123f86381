export { h, render, Fragment, Component, createRef } from 'preact';
export { useRef, useEffect, useLayoutEffect, useState, useMemo, useId, useErrorBoundary } from 'preact/hooks';
export { signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect } from '@preact/signals';
export { html } from 'htm/preact';
