--! case other columns
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_user ON orders (user_id);
--! migration
CREATE INDEX CONCURRENTLY orders_note ON orders (note, user_id);

--! case the old one goes
--! also transaction-model
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_user ON orders (user_id);
--! migration
CREATE INDEX CONCURRENTLY orders_user_note ON orders (user_id, note);
DROP INDEX CONCURRENTLY orders_user;

--! case for some rows alone
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_user ON orders (user_id);
--! migration
CREATE INDEX CONCURRENTLY orders_open ON orders (user_id) WHERE state = 'open';

--! case for other comparisons
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_note ON orders (note);
--! migration
CREATE INDEX CONCURRENTLY orders_note_like ON orders (note text_pattern_ops);

--! case of another kind
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX orders_note ON orders (note);
--! migration
CREATE INDEX CONCURRENTLY orders_note_hash ON orders USING hash (note);

--! case a shorter unique one
--! also unique-on-duplicates
--! before
CREATE TABLE t (id bigint PRIMARY KEY, a int, b int);
CREATE INDEX t_a_b ON t (a, b);
--! migration
CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);
