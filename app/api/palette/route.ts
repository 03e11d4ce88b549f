import { answerPalette } from '@/lib/queries/answer-palette'

export const GET = answerPalette
