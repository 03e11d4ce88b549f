import { roles } from '@/lib/domain/permission'
import { roleWords } from '@/lib/domain/role-words'

export const roleOptions = roles.map((role) => ({ value: role, ...roleWords[role] }))
