/** What the API says of activity. */
export type {
  ActivityDetail,
  ActivityPage,
  ActivityProof,
  ActivityRow,
  ActivityStep,
  FiredRule,
  MaskHit,
  ShownContent,
  Timeline,
  TimelineBucket,
} from '../../../admin/contract.ts';
