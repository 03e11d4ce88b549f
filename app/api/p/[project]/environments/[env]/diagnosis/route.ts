import { answerDiagnosis } from '@/lib/queries/answer-diagnosis'

export const GET = answerDiagnosis
