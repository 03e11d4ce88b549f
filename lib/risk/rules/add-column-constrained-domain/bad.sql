--! case a domain with a check
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
--! migration
ALTER TABLE orders ADD COLUMN pieces positive;

--! case a domain that got its check just now
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
CREATE DOMAIN email AS text;
--! migration
ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%');
ALTER TABLE orders ADD COLUMN contact email DEFAULT 'a@b.c';
