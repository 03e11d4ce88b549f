import { answerRunProgress } from '@/lib/queries/answer-run-progress'

export const GET = answerRunProgress
