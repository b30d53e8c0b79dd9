/** A `${`, escaped or not, and the rest of the reference where it is well-formed. */
const REFERENCE = /\$?\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;

/**
 * Replaces each `${NAME}` by that environment variable, as text that is not looked at again;
 * `$${` is a literal `${`. Tells `fault` of what cannot be replaced and leaves it as it stands.
 */
export function substitute(
  text: string,
  env: NodeJS.ProcessEnv,
  fault: (sentence: string) => void,
): string {
  return text.replaceAll(REFERENCE, (reference, name: string | undefined) => {
    if (reference.startsWith('$$')) return reference.slice(1);
    if (name === undefined) {
      fault('has a `${` that is not `${NAME}` (write `$${` for a literal `${`)');
      return reference;
    }
    const value = readVariable(env, name);
    if (value === undefined) {
      fault(`refers to \${${name}}, and the environment variable ${name} is not set`);
      return reference;
    }
    return value;
  });
}

/** The variable's value, or undefined if it is not set. `toString` and the like are not variables. */
export function readVariable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}
