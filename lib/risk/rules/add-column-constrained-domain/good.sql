--! case a domain without constraints
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
CREATE DOMAIN email AS text;
--! migration
ALTER TABLE orders ADD COLUMN contact email;

--! case a new table
--! before
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY);
ALTER TABLE visits ADD COLUMN pieces positive;
