--! case the index is built
--! also unique-on-duplicates
--! before
CREATE TABLE orders (id bigint NOT NULL, note text);
--! migration
ALTER TABLE orders ADD PRIMARY KEY (id);

--! case and the column is searched for NULLs
--! also unique-on-duplicates not-null-with-nulls
--! before
CREATE TABLE orders (id bigint, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

--! case an index that is there, on a column that may be NULL
--! also not-null-with-nulls
--! before
CREATE TABLE orders (id bigint, note text);
CREATE UNIQUE INDEX orders_pkey ON orders (id);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;

--! case a new column
--! also add-column-serial
--! before
CREATE TABLE orders (note text);
--! migration
ALTER TABLE orders ADD COLUMN id bigserial PRIMARY KEY;

--! case a table of which nothing is known
--! not-executed: the table is not there
--! also unique-on-duplicates not-null-with-nulls
--! migration
ALTER TABLE "Order" ADD CONSTRAINT "Order_pkey" PRIMARY KEY ("id");
