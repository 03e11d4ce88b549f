--! case with everything in it
--! before
CREATE SCHEMA app;
CREATE TABLE app.items (id int PRIMARY KEY);
--! migration
DROP SCHEMA app CASCADE;

--! case that must be empty
--! before
CREATE SCHEMA app;
--! migration
DROP SCHEMA app;

--! case that nobody has shown
--! migration
DROP SCHEMA IF EXISTS app CASCADE;
