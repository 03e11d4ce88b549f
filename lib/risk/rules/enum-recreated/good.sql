--! case a value more
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID');
CREATE TABLE "Order" ("id" INTEGER NOT NULL, "status" "Status" NOT NULL DEFAULT 'OPEN', CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterEnum
ALTER TYPE "Status" ADD VALUE 'LOST';

--! case nobody uses it
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID', 'LOST');
--! migration
-- AlterEnum
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN', 'PAID');
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "Status_old";
COMMIT;

--! case in the script that creates the table
--! migration
CREATE TYPE "Status" AS ENUM ('OPEN', 'LOST');
CREATE TABLE "Order" ("id" INTEGER NOT NULL, "status" "Status" NOT NULL, CONSTRAINT "Order_pkey" PRIMARY KEY ("id"));
CREATE TYPE "Status_new" AS ENUM ('OPEN');
ALTER TABLE "Order" ALTER COLUMN "status" TYPE "Status_new" USING ("status"::text::"Status_new");
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "Status_old";
