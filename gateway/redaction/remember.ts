/** What is worth more than a look into a map is worked out once for each text. */

/** Texts that are remembered at a time, and how long each may be: who sends them must not fill memory. */
const MOST = 200;
const LONGEST = 200;

/** The same function, which remembers what it gave. It must depend on its argument alone, and not throw. */
export function remember<T extends string | boolean>(
  work: (text: string) => T,
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = work(text);
    if (known.size >= MOST) known.clear();
    if (text.length <= LONGEST) known.set(text, made);
    return made;
  };
}
