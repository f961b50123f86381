export { h, render, Fragment, Component, createRef } from 'preact';
export { useRef, useEffect, useLayoutEffect, useState, useMemo, useId, useErrorBoundary } from 'preact/hooks';
export { signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect } from '@preact/signals';
export type { VNode, ComponentChildren, ComponentType } from 'preact';
export type { Signal, ReadonlySignal } from '@preact/signals';
export declare const html: (strings: TemplateStringsArray, ...values: any[]) => import('preact').VNode;
