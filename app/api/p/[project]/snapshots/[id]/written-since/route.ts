import { answerWrittenSince } from '@/lib/queries/answer-written-since'

export const GET = answerWrittenSince
