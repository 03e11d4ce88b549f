--! case a database
--! not-executed: it cannot be undone with a transaction
--! migration
DROP DATABASE IF EXISTS shop;

--! case with its connections
--! not-executed: the database is not there
--! migration
DROP DATABASE shop WITH (FORCE);
