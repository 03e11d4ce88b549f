--! case the whole file is one transaction
--! runner prisma
--! before
CREATE TABLE users (id integer PRIMARY KEY);
--! migration
BEGIN;
ALTER TABLE users ADD COLUMN note text;
COMMIT;

--! case nothing that could fail follows
--! runner prisma
--! before
CREATE TYPE "Status" AS ENUM ('OPEN', 'LOST');
--! migration
CREATE TABLE "Log" ("id" INTEGER NOT NULL, CONSTRAINT "Log_pkey" PRIMARY KEY ("id"));
-- AlterEnum
BEGIN;
CREATE TYPE "Status_new" AS ENUM ('OPEN');
ALTER TYPE "Status" RENAME TO "Status_old";
ALTER TYPE "Status_new" RENAME TO "Status";
DROP TYPE "Status_old";
COMMIT;

--! case Headgate leaves it out
--! runner headgate
--! before
CREATE TABLE users (id integer PRIMARY KEY);
--! migration
BEGIN;
ALTER TABLE users ADD COLUMN note text;
COMMIT;
ALTER TABLE users ADD COLUMN more text;

--! case two transactions by hand, for psql
--! runner plain
--! before
CREATE TABLE users (id integer PRIMARY KEY);
--! migration
BEGIN;
ALTER TABLE users ADD COLUMN note text;
COMMIT;
BEGIN;
ALTER TABLE users ADD COLUMN more text;
COMMIT;
