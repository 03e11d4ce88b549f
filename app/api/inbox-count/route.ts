import { answerInboxCount } from '@/lib/queries/answer-inbox-count'

export const GET = answerInboxCount
