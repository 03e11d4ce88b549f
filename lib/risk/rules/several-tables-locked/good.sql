--! case two instant ones
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
ALTER TABLE users ADD COLUMN name text;
ALTER TABLE orders ADD COLUMN region text;

--! case each commits by itself
--! runner plain
--! before
CREATE TABLE a (id bigint PRIMARY KEY);
CREATE TABLE b (id bigint PRIMARY KEY);
CREATE TABLE c (id bigint PRIMARY KEY);
--! migration
BEGIN; ALTER TABLE a ADD COLUMN note text; COMMIT;
BEGIN; ALTER TABLE b ADD COLUMN note text; COMMIT;
BEGIN; ALTER TABLE c ADD COLUMN note text; COMMIT;

--! case tables of the same script
--! migration
CREATE TABLE a (id bigint PRIMARY KEY);
CREATE TABLE b (id bigint PRIMARY KEY);
CREATE TABLE c (id bigint PRIMARY KEY);
ALTER TABLE a ADD COLUMN note text;
ALTER TABLE b ADD COLUMN note text;
ALTER TABLE c ADD COLUMN note text;
