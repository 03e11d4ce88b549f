--! case as Prisma makes the type anew
--! runner plain
--! also cached-plan, enum-recreated
--! before
CREATE TYPE "State" AS ENUM ('OPEN', 'LATE', 'DONE');
CREATE TABLE "Task" ("id" int PRIMARY KEY, "state" "State" NOT NULL);
--! migration
BEGIN;
CREATE TYPE "State_new" AS ENUM ('OPEN', 'DONE');
ALTER TABLE "Task" ALTER COLUMN "state" TYPE "State_new" USING ("state"::text::"State_new");
ALTER TYPE "State" RENAME TO "State_old";
ALTER TYPE "State_new" RENAME TO "State";
DROP TYPE "State_old";
COMMIT;

--! case in an array
--! also cached-plan, changing-column-type
--! before
CREATE TYPE a AS ENUM ('x', 'y');
CREATE TYPE b AS ENUM ('x');
CREATE TABLE t (id int PRIMARY KEY, v a[]);
--! migration
ALTER TABLE t ALTER COLUMN v TYPE b[] USING v::text[]::b[];

--! case an expression sees to the rows, running code may still write it
--! also cached-plan, changing-column-type
--! before
CREATE TYPE "State" AS ENUM ('OPEN', 'LATE', 'DONE');
CREATE TABLE "Task" ("id" int PRIMARY KEY, "state" "State" NOT NULL);
--! migration
CREATE TYPE "State_new" AS ENUM ('OPEN', 'DONE');
ALTER TABLE "Task" ALTER COLUMN "state" TYPE "State_new" USING (CASE "state"::text WHEN 'LATE' THEN 'OPEN' ELSE "state"::text END)::"State_new";

--! case from the catalog
--! also unbatched-backfill
--! before
CREATE TYPE "State" AS ENUM ('OPEN', 'LATE', 'DONE');
CREATE TABLE "Task" ("id" int PRIMARY KEY, "state" "State" NOT NULL);
--! migration
DELETE FROM pg_enum WHERE enumlabel = 'LATE';
