--! case a table of the same script
--! migration
CREATE TABLE scratch (id int PRIMARY KEY);
DROP TABLE scratch;

--! case a table that is not there
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
--! migration
DROP TABLE IF EXISTS orders;

--! case a view
--! also drop-view
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE VIEW active AS SELECT id FROM users;
--! migration
DROP VIEW active;

--! case a temporary table
--! migration
CREATE TEMP TABLE scratch (id int);
DROP TABLE scratch;
