import { answerRequestSequence } from '@/lib/queries/answer-request-sequence'

export const GET = answerRequestSequence
