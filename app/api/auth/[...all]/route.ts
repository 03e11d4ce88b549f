import { answerAuth } from '@/lib/queries/answer-auth'

export { answerAuth as GET, answerAuth as POST }
