import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { describeRoute } from './openapi/describe-route.ts';

/** Bytes of a call of Slack; it has the whole message in it. */
const MOST = 262_144;

const CLICKED = describeRoute({
  tag: 'notifications',
  summary: 'Where Slack tells of clicks.',
  description:
    'Signed by Slack (`X-Slack-Signature`), and taken for the person whom the configuration names.',
  answer: { type: 'null' },
  refusals: ['slack-unsigned'],
  open: true,
});

/**
 * `POST /slack/interactions`: where Slack tells of clicks on buttons. It is signed over its bytes, so that
 * they are taken as they come, by a parser that is this route's alone.
 */
export function serveSlack(app: FastifyInstance, gateway: Gateway): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: MOST },
      (_request, body, parsed) => parsed(null, body),
    );
    scope.post<{ Body: Buffer | undefined }>(
      '/slack/interactions',
      { bodyLimit: MOST, schema: CLICKED },
      async (request, reply) => {
        const { body, headers } = request;
        const status = gateway.notifications?.slackCalled(body ?? Buffer.alloc(0), {
          timestamp: one(headers['x-slack-request-timestamp']),
          signature: one(headers['x-slack-signature']),
        });
        if (status === undefined || status === 401) {
          throw new Refusal(
            'slack-unsigned',
            'The signature is missing, wrong, old or used before.',
          );
        }
        return reply.code(status).send();
      },
    );
    done();
  });
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
