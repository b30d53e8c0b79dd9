import htm from 'htm';
import { h, type ComponentChildren, type VNode } from 'preact';

/** What a component gives. */
export type Markup = VNode;
/** What may stand inside an element. Text is put in as text; nothing on this page makes HTML of it. */
export type Content = ComponentChildren;

/** Markup in a template. Components whose properties are to be checked are called by `h`, or as functions. */
export const html = htm.bind(h) as unknown as (
  strings: TemplateStringsArray,
  ...values: unknown[]
) => Markup;
export { h };

/** Class names, without those that do not apply. */
export function cx(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
