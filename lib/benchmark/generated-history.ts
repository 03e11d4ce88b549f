import { createHash } from 'node:crypto'
import type { MigrationFile } from '../domain/migration'

/** Migrations that touch one group of tables, in order; then the next group begins. */
const stepsOfGroup = 10

/**
 * `count` migrations as a team writes them, the same on every machine: tables, columns, indexes, foreign keys, enum
 * values, renames, data, views, functions and triggers, comments, drops.
 */
export function generatedHistory(count: number): MigrationFile[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `2025${String(101_000_000 + index)}_step_${index}`
    const sql = script(Math.floor(index / stepsOfGroup), index % stepsOfGroup)
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

function script(group: number, step: number): string {
  const orders = `"orders_${group}"`
  const status = `"status_${group}"`
  const before = `"orders_${Math.max(0, group - 1)}"`
  switch (step) {
    case 0:
      return `-- CreateEnum
CREATE TYPE ${status} AS ENUM ('new', 'paid', 'sent');

-- CreateTable
CREATE TABLE ${orders} (
  "id" SERIAL NOT NULL, "name" TEXT NOT NULL, "state" ${status} NOT NULL DEFAULT 'new', "parent_id" INTEGER,
  "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "orders_${group}_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "orders_${group}_name_key" ON ${orders}("name");
`
    case 1:
      return `-- AlterTable
ALTER TABLE ${orders} ADD COLUMN "note" TEXT, ADD COLUMN "amount" INTEGER NOT NULL DEFAULT 0;
`
    case 2:
      return `-- CreateTable
CREATE TABLE "items_${group}" ("id" UUID NOT NULL, "order_id" INTEGER NOT NULL, "price" DECIMAL(10,2) NOT NULL,
  CONSTRAINT "items_${group}_pkey" PRIMARY KEY ("id"));

-- CreateIndex
CREATE INDEX "items_${group}_order_id_idx" ON "items_${group}"("order_id");

-- AddForeignKey
ALTER TABLE "items_${group}" ADD CONSTRAINT "items_${group}_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES ${orders}("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE ${orders} ADD CONSTRAINT "orders_${group}_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES ${before}("id") ON DELETE SET NULL ON UPDATE CASCADE;
`
    case 3:
      return `INSERT INTO ${orders} ("name", "amount") SELECT 'row ' || i, i FROM generate_series(1, 50) AS i;
UPDATE ${orders} SET "note" = "name" WHERE "amount" > 25;
`
    case 4:
      return `-- AlterEnum
ALTER TYPE ${status} ADD VALUE 'lost';
`
    case 5:
      return `-- AlterTable
ALTER TABLE ${orders} ALTER COLUMN "amount" SET DATA TYPE BIGINT;

-- CreateIndex
CREATE INDEX "orders_${group}_state_idx" ON ${orders}("state") WHERE "note" IS NOT NULL;
`
    case 6:
      return `CREATE VIEW "open_${group}" AS SELECT "id", "name", "amount" FROM ${orders} WHERE "state" = 'new';
COMMENT ON TABLE ${orders} IS 'What was ordered, group ${group}';
`
    case 7:
      return `CREATE FUNCTION "touch_${group}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."created_at" := now();
  RETURN NEW;
END $$;

CREATE TRIGGER "touched" BEFORE UPDATE ON ${orders} FOR EACH ROW EXECUTE FUNCTION "touch_${group}"();
`
    case 8:
      return `-- A column gets another name
ALTER TABLE ${orders} RENAME COLUMN "note" TO "remark";
ALTER TABLE ${orders} ADD CONSTRAINT "orders_${group}_amount_check" CHECK ("amount" >= 0);
`
    default:
      return `-- DropForeignKey
ALTER TABLE "items_${group}" DROP CONSTRAINT "items_${group}_order_id_fkey";

-- DropTable
DROP TABLE "items_${group}";

-- AlterTable
ALTER TABLE ${orders} ALTER COLUMN "remark" SET DEFAULT '';
`
  }
}
