/** What the API says of approvals; see gateway/approval/types.ts. */
export type { Approval, Rights, ShownBody, ShownVote } from '../../../approval/types.ts';
