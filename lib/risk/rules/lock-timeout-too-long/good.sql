--! case a few seconds
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN region text;

--! case nothing in use is locked
--! migration
SET lock_timeout = '1min';
CREATE TABLE orders (id bigint PRIMARY KEY);

--! case shortened before anything is locked
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SET lock_timeout = '1min';
SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN region text;

--! case another setting
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SET statement_timeout = '10min';
ALTER TABLE orders ADD COLUMN region text;
