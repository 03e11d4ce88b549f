--! case an index on a table in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX orders_user_id_idx ON orders (user_id);

--! case a unique one
--! also unique-on-duplicates
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE UNIQUE INDEX orders_note_key ON orders (note);

--! case a partial one on an expression
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE INDEX orders_lower_note_idx ON orders (lower(note)) WHERE total > 0;

--! case a table that no script has created
--! not-executed: the table is not there
--! migration
CREATE INDEX "Order_userId_idx" ON "Order"("userId");

--! case a new column of a table in use
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
ALTER TABLE orders ADD COLUMN region text;
CREATE INDEX orders_region_idx ON orders (region);

--! case a partitioned table
--! before
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
--! migration
CREATE INDEX events_at_idx ON events (at);

--! case a table that the script before has created, deployed by itself
--! before
CREATE TABLE "Invoice" (id int PRIMARY KEY, "customerId" int);
--! runner prisma
--! migration
-- CreateIndex
CREATE INDEX "Invoice_customerId_idx" ON "Invoice"("customerId");
