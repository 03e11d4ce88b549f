--! case a schema of the same script, and a comment
--! migration
-- DROP DATABASE shop;
CREATE SCHEMA app;
DROP SCHEMA app;
