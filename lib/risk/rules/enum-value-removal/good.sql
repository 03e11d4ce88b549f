--! case a value more
--! also cached-plan, changing-column-type
--! before
CREATE TYPE "State" AS ENUM ('OPEN', 'LATE', 'DONE');
CREATE TABLE "Task" ("id" int PRIMARY KEY, "state" "State" NOT NULL);
--! migration
CREATE TYPE "State_new" AS ENUM ('OPEN', 'LATE', 'DONE', 'VOID');
ALTER TABLE "Task" ALTER COLUMN "state" TYPE "State_new" USING ("state"::text::"State_new");

--! case a new table
--! migration
CREATE TYPE a AS ENUM ('x', 'y');
CREATE TYPE b AS ENUM ('x');
CREATE TABLE t (id int PRIMARY KEY, v a);
ALTER TABLE t ALTER COLUMN v TYPE b USING v::text::b;

--! case another value
--! before
CREATE TYPE "State" AS ENUM ('OPEN', 'LATE', 'DONE');
CREATE TABLE "Task" ("id" int PRIMARY KEY, "state" "State" NOT NULL);
--! migration
ALTER TYPE "State" ADD VALUE 'VOID';
