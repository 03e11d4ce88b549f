--! case converted
--! before
CREATE TABLE "User" ("id" INTEGER NOT NULL, "score" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
--! also cached-plan, changing-column-type, risky-cast
--! migration
ALTER TABLE "User" ALTER COLUMN "score" TYPE INTEGER USING "score"::integer;

--! case in a table that is new
--! migration
CREATE TABLE "User" ("id" INTEGER NOT NULL, "score" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
ALTER TABLE "User" DROP COLUMN "score", ADD COLUMN "score" INTEGER;
