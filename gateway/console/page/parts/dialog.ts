import { useEffect, useRef } from 'preact/hooks';
import { html, type Content, type Markup } from '../lib/html.ts';

/** A dialog over the page. The browser keeps the focus in it, closes it by Escape, and gives the focus back. */
export function Dialog({
  title,
  children,
  close,
}: {
  title: string;
  children?: Content;
  close: () => void;
}): Markup {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current?.showModal(), []);
  return html`<dialog ref=${element} aria-label=${title} onClose=${close}>
    <div class="dialog-body"><h2>${title}</h2>${children}</div>
  </dialog>`;
}
