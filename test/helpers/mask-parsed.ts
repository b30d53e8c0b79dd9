import { query, type JSONValue } from 'json-p3';

type Location = (string | number)[];

/** What stands at the places that `json-p3` selects by any of the paths; each place once. */
export function locate(paths: readonly string[], value: JSONValue): Location[] {
  const found = paths.flatMap((path) => query(path, value).locations());
  const places = new Map(found.map((location) => [JSON.stringify(location), location]));
  return [...places.values()].toSorted((one, other) => one.length - other.length);
}

/**
 * Masks a parsed document with nothing of Regent's own: at the places `instead` comes to
 * stand; undefined removes what is there. The places are those of `locate`; of what is removed the
 * root is not one.
 */
export function maskParsed(
  root: unknown,
  locations: readonly Location[],
  instead: string | null | undefined,
): unknown {
  const masked: Location[] = [];
  for (const location of locations) {
    const isWithin = masked.some((outer) => outer.every((step, at) => step === location[at]));
    if (!isWithin) masked.push(location);
  }
  const holder = { root };
  const places = masked.map((location) => {
    const steps = ['root', ...location];
    const parent = steps
      .slice(0, -1)
      .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], holder);
    return { parent: parent as object, last: steps.at(-1)! };
  });
  // The last element of an array first, so that the others keep their index.
  const indexOf = ({ last }: { last: string | number }): number =>
    typeof last === 'number' ? last : -1;
  for (const { parent, last } of places.toSorted((one, other) => indexOf(other) - indexOf(one))) {
    if (instead !== undefined) {
      const member = { value: instead, enumerable: true, configurable: true, writable: true };
      Object.defineProperty(parent, last, member);
    } else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent, last);
  }
  return holder.root;
}
