--! case computed when it is read
--! since 18
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.19) VIRTUAL;

--! case a new table
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY, net integer, gross integer GENERATED ALWAYS AS (net * 2) STORED);
ALTER TABLE visits ADD COLUMN tax integer GENERATED ALWAYS AS (net) STORED;
