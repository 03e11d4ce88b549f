--! case from an index that is there
--! before
CREATE TABLE orders (id bigint NOT NULL, note text);
CREATE UNIQUE INDEX orders_pkey ON orders (id);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;

--! case a new table
--! migration
CREATE TABLE visits (id bigint NOT NULL);
ALTER TABLE visits ADD PRIMARY KEY (id);
