import { render } from 'preact';
import { App } from './app.ts';
import { h } from './lib/html.ts';
import { applyTheme, readTheme } from './lib/theme.ts';

applyTheme(readTheme());
render(h(App, {}), document.querySelector('#app')!);
