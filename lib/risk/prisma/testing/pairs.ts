/** Two schemas, and what is to be said of the migration that Prisma's engine writes between them. */
export interface SchemaPair {
  name: string
  from: string
  to: string
  /** Rules that find something, in the order of the script; of one rule once. */
  finds: string[]
}

const user = (fields: string) => `model User {\n  id BigInt @id\n${fields}\n}\n`
const post = (fields: string) => `model Post {\n  id BigInt @id\n${fields}\n}\n`
const related = (relation: string, optional = '') =>
  user('  posts Post[]') +
  post(
    `  userId BigInt${optional}\n  user User${optional} @relation(fields: [userId], references: [id]${relation})\n  @@index([userId])`,
  )
const status = (...values: string[]) => `enum Status {\n${values.map((value) => `  ${value}\n`).join('')}}\n`

export const pairs: SchemaPair[] = [
  {
    name: 'a field has another name',
    from: user('  name String?'),
    to: user('  fullName String?'),
    finds: ['rename-as-drop-add'],
  },
  {
    name: 'a unique field has another name',
    from: user('  email String? @unique'),
    to: user('  mail String? @unique'),
    finds: ['require-concurrent-index-deletion', 'rename-as-drop-add', 'require-concurrent-index-creation'],
  },
  {
    name: 'a model has another name',
    from: user('  email String\n  age Int?\n  city String?\n  zip String?'),
    to: user('  email String\n  age Int?\n  city String?\n  zip String?\n  @@map("users")'),
    finds: ['rename-as-drop-add'],
  },
  {
    name: 'a type without a cast',
    from: status('OPEN', 'DONE') + user('  status String?'),
    to: status('OPEN', 'DONE') + user('  status Status?'),
    finds: ['drop-and-recreate-column'],
  },
  {
    name: 'an enum loses a value',
    from: status('OPEN', 'DONE', 'LOST') + user('  status Status @default(OPEN)'),
    to: status('OPEN', 'DONE') + user('  status Status @default(OPEN)'),
    finds: ['enum-recreated', 'cached-plan', 'enum-value-removal'],
  },
  {
    name: 'an enum gets a value',
    from: status('OPEN', 'DONE') + user('  status Status @default(OPEN)'),
    to: status('OPEN', 'DONE', 'LOST') + user('  status Status @default(OPEN)'),
    finds: [],
  },
  {
    name: 'an autoincrement id becomes a BigInt',
    from: 'model User {\n  id Int @id @default(autoincrement())\n}\n',
    to: 'model User {\n  id BigInt @id @default(autoincrement())\n}\n',
    finds: ['bigserial', 'adding-primary-key'],
  },
  {
    name: 'another onDelete',
    from: related(''),
    to: related(', onDelete: Cascade'),
    finds: ['foreign-key-churn', 'adding-foreign-key-constraint'],
  },
  {
    name: 'a relation becomes optional',
    from: related(''),
    to: related('', '?'),
    finds: ['foreign-key-churn', 'drop-not-null', 'adding-foreign-key-constraint'],
  },
  {
    name: 'a required field, an optional one and a list',
    from: user(''),
    to: user('  name String\n  note String?\n  tags String[]'),
    finds: ['adding-required-field'],
  },
  {
    name: 'required fields that Prisma Client fills by itself',
    from: user(''),
    to: user(
      '  token String @default(uuid())\n  updatedAt DateTime @updatedAt\n  createdAt DateTime @default(now())',
    ),
    finds: ['adding-required-field'],
  },
  {
    name: 'an optional field becomes required',
    from: user('  name String?'),
    to: user('  name String'),
    finds: ['adding-not-nullable-field', 'not-null-with-nulls'],
  },
  {
    name: 'a unique pair on what is there',
    from: user('  a String\n  b String'),
    to: user('  a String\n  b String\n  @@unique([a, b])'),
    finds: ['require-concurrent-index-creation', 'unique-on-duplicates'],
  },
]
