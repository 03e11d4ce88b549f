--! case a key later in the script
--! migration
CREATE TABLE events (id bigint);
ALTER TABLE events ADD PRIMARY KEY (id);

--! case Prisma's table between two models
--! before
CREATE TABLE "A" ("id" text PRIMARY KEY);
--! migration
CREATE TABLE "_AToB" ("A" text NOT NULL, "B" text NOT NULL);
CREATE UNIQUE INDEX "_AToB_AB_unique" ON "_AToB" ("A", "B");

--! case a temporary table
--! migration
CREATE TEMP TABLE scratch (a int);

--! case a partition
--! also create-partition-of
--! before
CREATE TABLE events (at date, id bigint, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
--! migration
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

--! case it is gone again
--! migration
CREATE TABLE scratch (a int);
DROP TABLE scratch;
