/** What more than one route takes. */

/** A path that names one thing by its number. */
export interface ById {
  Params: { id: string };
}

/** Schema of such a path. */
export const BY_ID = {
  params: {
    type: 'object',
    properties: { id: { type: 'string', pattern: '^[1-9][0-9]{0,8}$' } },
  },
};
