import htm from 'htm';
import {
  h as create,
  type Attributes,
  type ComponentChildren,
  type ComponentType,
  type VNode,
} from 'preact';

/** What a component gives. */
export type Markup = VNode;
/** What may stand inside an element. Text is put in as text; nothing on this page makes HTML of it. */
export type Content = ComponentChildren;

/** Markup in a template. A component is put in by `h`, or called where it has no state, so that its properties are checked. */
export const html = htm.bind(create) as unknown as (
  strings: TemplateStringsArray,
  ...values: unknown[]
) => Markup;

/** A component with its properties. */
export const h = create as unknown as <P extends object>(
  component: ComponentType<P>,
  properties: P & Attributes,
  ...children: Content[]
) => Markup;

/** Class names, without those that do not apply. */
export function cx(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
