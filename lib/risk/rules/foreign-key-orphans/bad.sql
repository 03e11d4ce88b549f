--! case over rows that are there
--! also adding-foreign-key-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX ON orders (user_id);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);

--! case a new parent, which is empty
--! also adding-foreign-key-constraint
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX ON orders (user_id);
--! migration
CREATE TABLE people (id bigint PRIMARY KEY);
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES people;

--! case the proof of one that was not proved
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX ON orders (user_id);
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;

--! case tables that nobody has shown
--! not-executed: the tables are not there
--! also adding-foreign-key-constraint
--! migration
ALTER TABLE "Order" ADD CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE RESTRICT;
