import { useEffect } from 'preact/hooks';
import { html, type Content, type Markup } from '../lib/html.ts';
import { Icon } from './icon.ts';

interface Properties {
  title: string;
  /** Shown instead of the title; the title names the document. */
  heading?: Content;
  lead?: Content;
  tools?: Content;
  back?: { href: string; text: string };
}

/** The head of a view. The heading is where the focus goes when somebody comes to it. */
export function PageHead({ title, heading, lead, tools, back }: Properties): Markup {
  useEffect(() => {
    document.title = `${title} · Regent`;
  }, [title]);
  return html`<header class="head">
    <div class="head-text">
      ${back && html`<a class="back" href=${back.href}>${Icon('back')}<span>${back.text}</span></a>`}
      <h1 tabindex="-1">${heading ?? title}</h1>
      ${lead && html`<div class="muted">${lead}</div>`}
    </div>
    ${tools && html`<div class="head-tools">${tools}</div>`}
  </header>`;
}
