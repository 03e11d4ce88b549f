--! case a table of the same script
--! migration
CREATE TABLE scratch (id int PRIMARY KEY);
TRUNCATE scratch;
