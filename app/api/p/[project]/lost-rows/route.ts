import { answerLostRows } from '@/lib/queries/answer-lost-rows'

export const GET = answerLostRows
