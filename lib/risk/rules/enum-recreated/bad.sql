--! case a value less
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID', 'LOST');
CREATE TABLE "Order" ("id" INTEGER NOT NULL, "status" "Status" NOT NULL DEFAULT 'OPEN', "seen" "Status"[], CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Invoice" ("id" INTEGER NOT NULL, "status" "Status", CONSTRAINT "Invoice_pkey" PRIMARY KEY ("id"));
--! also cached-plan, enum-value-removal
--! migration
/*
  Warnings:

  - The values [LOST] on the enum `Status` will be removed. If these variants are still used in the database, this will fail.

*/
-- AlterEnum
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN', 'PAID');
ALTER TABLE "Order" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "Order" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
ALTER TABLE "Order" ALTER COLUMN "seen" TYPE "Status_new"[] USING ("seen"::text::"Status_new"[]);
ALTER TABLE "Invoice" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "Status_old";
ALTER TABLE "Order" ALTER COLUMN "status" SET DEFAULT 'OPEN';
COMMIT;

--! case a value with another name
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'DONE');
CREATE TABLE "Order" ("id" INTEGER NOT NULL, "status" "Status" NOT NULL DEFAULT 'OPEN', CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! also cached-plan, enum-value-removal
--! migration
-- AlterEnum
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN', 'FINISHED');
ALTER TABLE "Order" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "Order" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "Status_old";
ALTER TABLE "Order" ALTER COLUMN "status" SET DEFAULT 'OPEN';
COMMIT;

--! case only more values
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'DONE');
CREATE TABLE "Order" ("id" INTEGER NOT NULL, "status" "Status" NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! also cached-plan
--! migration
CREATE TYPE "Status_new" AS ENUM ('OPEN', 'PAID', 'DONE');
ALTER TABLE "Order" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
DROP TYPE "Status";
ALTER TYPE "Status_new" RENAME TO "Status";

--! case nothing is known of the table
--! also cached-plan
--! migration
-- AlterEnum
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN', 'PAID');
ALTER TABLE "Order" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "public"."Status_old";
COMMIT;
--! not-executed: the table is not there
