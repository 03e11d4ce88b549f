--! case timestamp
--! migration
CREATE TABLE t (id text PRIMARY KEY, at timestamp);

--! case as Prisma writes it
--! before
CREATE TABLE t (id text PRIMARY KEY);
--! migration
ALTER TABLE t ADD COLUMN "createdAt" TIMESTAMP(3);
