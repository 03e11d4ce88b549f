--! case smaller than what it points at
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id int REFERENCES orders);
CREATE INDEX ON items (order_id);

--! case it cannot be compared
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id uuid REFERENCES orders);
CREATE INDEX ON items (order_id);

--! case a new column of an old table
--! also add-column-references, transaction-model
--! before
CREATE TABLE "User" ("id" int PRIMARY KEY);
CREATE TABLE "Post" ("id" bigint PRIMARY KEY);
--! migration
ALTER TABLE "Post" ADD COLUMN "userId" bigint REFERENCES "User" ("id");
CREATE INDEX CONCURRENTLY ON "Post" ("userId");
