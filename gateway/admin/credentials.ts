import type { FastifyRequest } from 'fastify';

/** What a person has sent to identify by, each header as often as it stands. */
export function credentialsOf(request: FastifyRequest): {
  authorization: string[];
  proxyAuthorization: string[];
} {
  const raw = request.raw.rawHeaders;
  const valuesOf = (wanted: string): string[] =>
    raw.filter((_, index) => index % 2 === 1 && raw[index - 1]!.toLowerCase() === wanted);
  return {
    authorization: valuesOf('authorization'),
    proxyAuthorization: valuesOf('proxy-authorization'),
  };
}
