/** What the API says of activity. */
export type {
  ActivityDetail,
  ActivityPage,
  ActivityProof,
  ActivityRow,
  ActivityStep,
  FiredRule,
  MaskHit,
  RulesFired,
  ShownContent,
  Timeline,
  TimelineBucket,
} from '../../../admin/contract.ts';
