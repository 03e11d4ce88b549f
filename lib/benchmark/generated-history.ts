import { createHash } from 'node:crypto'
import type { MigrationFile } from '../domain/migration'

/** `count` migrations as a team writes them: a table, then columns, indexes, a foreign key, some data. */
export function generatedHistory(count: number): MigrationFile[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `2025${String(101_000_000 + index)}_step_${index}`
    const sql = script(index)
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

function script(index: number): string {
  const table = `"table_${Math.floor(index / 5)}"`
  const before = `"table_${Math.max(0, Math.floor(index / 5) - 1)}"`
  switch (index % 5) {
    case 0:
      return `-- CreateTable
CREATE TABLE ${table} ("id" SERIAL NOT NULL, "name" TEXT NOT NULL, "parent_id" INTEGER, CONSTRAINT "pk_${index}" PRIMARY KEY ("id"));

-- CreateIndex
CREATE UNIQUE INDEX "name_${index}" ON ${table}("name");
`
    case 1:
      return `-- AlterTable
ALTER TABLE ${table} ADD COLUMN "note" TEXT, ADD COLUMN "amount" INTEGER NOT NULL DEFAULT 0;
`
    case 2:
      return `-- CreateIndex
CREATE INDEX "amount_${index}" ON ${table}("amount");

-- AddForeignKey
ALTER TABLE ${table} ADD CONSTRAINT "parent_${index}" FOREIGN KEY ("parent_id") REFERENCES ${before}("id") ON DELETE SET NULL ON UPDATE CASCADE;
`
    case 3:
      return `INSERT INTO ${table} ("name", "amount") SELECT 'row ' || i, i FROM generate_series(1, 50) AS i;
`
    default:
      return `-- AlterTable
ALTER TABLE ${table} ALTER COLUMN "amount" SET DATA TYPE BIGINT;
`
  }
}
