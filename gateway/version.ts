import packageJson from '../package.json' with { type: 'json' };

/** Regent's version. */
export const VERSION: string = packageJson.version;
