--! case Prisma's change of an enum, and more after it
--! runner prisma
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'LOST');
CREATE TABLE "User" ("id" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! migration
-- AlterEnum
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN');
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "Status_old";
COMMIT;

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "note" TEXT;

--! case the end of a transaction that something else began
--! runner plain
--! before
CREATE TABLE users (id integer PRIMARY KEY);
--! migration
ALTER TABLE users ADD COLUMN note text;
COMMIT;
ALTER TABLE users ADD COLUMN more text;
