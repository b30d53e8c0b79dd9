/** Secrets that can be told by how they begin, as those who issue them publish it. */

/** A format: its prefix, and what follows it. */
export interface SecretFormat {
  prefix: string;
  /** Its least rest; sticky, of a fixed length. */
  rest: RegExp;
  /** A character that ends it; global. */
  stop: RegExp;
}

const ALNUM = 'A-Za-z0-9';
const TOKEN = 'A-Za-z0-9_-';

/** The longest rest that is looked for before the tail takes over. */
export const LONGEST_REST = 64;

/** The formats; where one prefix begins another the longer stands first. */
export const SECRET_FORMATS: readonly SecretFormat[] = [
  ...format(16, 'A-Z0-9', 'AKIA', 'ASIA', 'ABIA', 'ACCA'), // AWS access key ids
  ...format(36, ALNUM, 'ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'), // GitHub
  ...format(22, 'A-Za-z0-9_', 'github_pat_'),
  ...format(20, TOKEN, 'glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-'), // GitLab
  ...format(10, 'A-Za-z0-9-', 'xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'), // Slack
  ...format(16, ALNUM, 'sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'whsec_'), // Stripe
  ...format(35, TOKEN, 'AIza'), // Google
  ...format(20, TOKEN, 'ya29.', 'GOCSPX-'),
  ...format(36, ALNUM, 'npm_'),
  ...format(20, TOKEN, 'sk-ant-', 'sk-proj-', 'sk-svcacct-', 'sk-admin-'), // Anthropic, OpenAI
  ...format(32, ALNUM, 'sk-'),
  ...format(30, ALNUM, 'hf_'), // Hugging Face
  ...format(20, 'A-Za-z0-9._-', 'SG.', 'hvs.'), // SendGrid, Vault
  ...format(50, TOKEN, 'pypi-'),
  ...format(32, '0-9a-f', 'dop_v1_', 'shpat_', 'shpss_'), // DigitalOcean, Shopify
  ...format(20, 'A-Z0-9', 'AGE-SECRET-KEY-1'),
];

function format(least: number, characters: string, ...prefixes: string[]): SecretFormat[] {
  return prefixes.map((prefix) => ({
    prefix,
    rest: new RegExp(`[${characters}]{${least}}`, 'y'),
    stop: new RegExp(`[^${characters}]`, 'g'),
  }));
}
