/** What the documentation is made of: the routes of the listener themselves. */
import type { FastifyInstance, RouteOptions } from 'fastify';

/** Collects every route that is added from now on, in order; `HEAD`, which goes with each `GET`, is left out. */
export function collectRoutes(app: FastifyInstance): readonly RouteOptions[] {
  const routes: RouteOptions[] = [];
  // Answers are what they are: their schemas describe them, and change nothing.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') routes.push(route);
  });
  return routes;
}
