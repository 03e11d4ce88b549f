--! case an index on another table meanwhile
--! also require-concurrent-index-creation
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
CREATE TABLE users (id bigint PRIMARY KEY, email text);
--! migration
CREATE INDEX users_email_idx ON users (email);
CREATE INDEX orders_user_id_idx ON orders (user_id);

--! case many tables
--! before
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY);
--! migration
ALTER TABLE a ADD COLUMN note text;
ALTER TABLE b ADD COLUMN note text;
ALTER TABLE c ADD COLUMN note text;
