import type { FastifyInstance } from 'fastify';
import type { Approver } from '../approval/approvals.ts';
import { Refusal } from '../errors.ts';
import type { Gateway } from '../exchange.ts';
import { isReader } from './access.ts';
import { atBundleServer, clientFor } from './ask-bundle-server.ts';
import { promote, rollback } from './change-policy.ts';
import { rollbackCommand } from './rollback-command.ts';
import { channelsOf, type Channel } from './channel.ts';
import type { Policies, PromoteBody, RollbackBody } from './contract.ts';
import { describePolicies, type ChannelHistory } from './describe-policies.ts';
import type { IdentifyPerson, TokenOf } from './identify-person.ts';
import { describeRoute } from './openapi/describe-route.ts';
import { CHANGED, POLICIES, PROMOTE, ROLLBACK } from './openapi/policy-shapes.ts';

/** Bytes of a body with a bundle in base64. */
const MAX_BUNDLE = 90 * 1024 * 1024;

/**
 * What decides and how it came; promote, and roll back. Seen by members of `ledger.reading.groups` and by whom the bundle
 * server lets see the channel's history; who may change the channel is the bundle server's to say.
 */
export function servePolicies(
  app: FastifyInstance,
  gateway: Gateway,
  identify: IdentifyPerson,
  tokenOf: TokenOf,
): void {
  app.get(
    '/api/policies',
    {
      schema: describeRoute({
        tag: 'policies',
        summary: 'What decides, what decided before, what may come next, and how each came.',
        answer: POLICIES,
        refusals: ['ledger-forbidden', 'activity-unavailable'],
      }),
    },
    async (request) => {
      const person = await identify(request);
      return lookAtPolicies(gateway, person, await tokenOf(request));
    },
  );

  const changing = {
    tag: 'policies',
    answer: CHANGED,
    refusals: [
      'token-needed',
      'promotion-forbidden',
      'promotion-refused',
      'bundle-server-unavailable',
    ],
  } as const;
  app.post<{ Body: PromoteBody }>(
    '/api/policies/promote',
    {
      schema: {
        body: PROMOTE,
        ...describeRoute({
          ...changing,
          summary: 'Puts what the candidate’s channel has into the one that is followed.',
          description: 'The bundle server decides, by the person’s own token.',
        }),
      },
    },
    async (request) => {
      const { issuer, subject } = await identify(request);
      const changed = await promote(gateway, await tokenOf(request), request.body);
      gateway.log.warn({ issuer, subject, ...changed }, 'a policy was promoted');
      return changed;
    },
  );
  app.post<{ Body: RollbackBody }>(
    '/api/policies/rollback',
    {
      bodyLimit: MAX_BUNDLE,
      // Before a body of that size is read.
      onRequest: async (request) => void (await identify(request)),
      schema: {
        body: ROLLBACK,
        ...describeRoute({
          ...changing,
          refusals: [...changing.refusals, 'signature-needed'],
          summary: 'Puts earlier content, signed anew, into the channel that is followed.',
          description: 'Without a bundle the answer names the command that signs and sends one.',
        }),
      },
    },
    async (request) => {
      const { issuer, subject } = await identify(request);
      const changed = await rollback(gateway, await tokenOf(request), request.body);
      gateway.log.warn({ issuer, subject, ...changed }, 'a policy was rolled back');
      return changed;
    },
  );
}

async function lookAtPolicies(
  gateway: Gateway,
  person: Approver,
  token: string | undefined,
): Promise<Policies> {
  const { active, candidate } = channelsOf(gateway);
  const [history, offered] = await Promise.all([
    readHistory(active, token),
    readHistory(candidate, token),
  ]);
  if (!isReader(gateway, person) && (!active || history.fault !== undefined))
    throw new Refusal(
      'ledger-forbidden',
      'Only members of the groups of ledger.reading.groups, and whoever the bundle server lets see the history, see policies.',
    );
  const digest = gateway.shadow?.state().candidate?.digest;
  const record = await gateway.activity.ask('policies', {
    ...(digest !== undefined && { candidate: digest }),
  });
  const fault = whyNotPromote(active, candidate, token);
  const described = await describePolicies(gateway, record, history);
  const { previous } = described;
  return {
    ...described,
    ...(active && {
      channel: {
        service: active.server,
        name: active.name,
        ...currentOf(history),
        ...(history.fault !== undefined && { fault: history.fault }),
      },
    }),
    ...(candidate && { candidate: { name: candidate.name, ...currentOf(offered) } }),
    can_promote: fault === undefined,
    ...(fault !== undefined && { promote_fault: fault }),
    ...(active &&
      previous && { rollback_command: rollbackCommand(gateway, active, previous.revision) }),
  };
}

async function readHistory(
  channel: Channel | undefined,
  token: string | undefined,
): Promise<ChannelHistory> {
  if (!channel) return { entries: [] };
  if (token === undefined)
    return {
      entries: [],
      fault: 'The bundle server is asked with a person’s token, and there is none.',
    };
  try {
    return { entries: await atBundleServer(clientFor(channel, token).history(channel.name)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { entries: [], fault: error.detail };
  }
}

function currentOf({
  entries,
}: ChannelHistory): Pick<NonNullable<Policies['candidate']>, 'current'> {
  const last = entries.at(-1);
  if (!last) return {};
  const { revision, digest, sequence } = last;
  return { current: { revision, digest, sequence } };
}

function whyNotPromote(
  active: Channel | undefined,
  candidate: Channel | undefined,
  token: string | undefined,
): string | undefined {
  if (!active) return 'The gateway follows no channel of a Regent bundle server (policy.service).';
  if (!candidate) return 'There is no candidate to promote (policy.shadow).';
  if (active.server !== candidate.server)
    return 'The candidate comes from another bundle server; promote with the command.';
  if (token === undefined)
    return 'This session has no token for the bundle server; sign in by OpenID Connect, or promote with the command.';
  return undefined;
}
