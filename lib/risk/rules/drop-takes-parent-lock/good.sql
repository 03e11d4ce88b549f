--! case another column
--! also ban-drop-column
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user_id_fkey REFERENCES users (id), note text);
--! migration
ALTER TABLE orders DROP COLUMN note;

--! case a foreign key to itself
--! also dropping-constraint
--! before
CREATE TABLE nodes (id bigint PRIMARY KEY, parent_id bigint CONSTRAINT nodes_parent_id_fkey REFERENCES nodes (id));
--! migration
ALTER TABLE nodes DROP CONSTRAINT nodes_parent_id_fkey;

--! case both tables go
--! also ban-drop-table
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user_id_fkey REFERENCES users (id), note text);
--! migration
DROP TABLE orders, users;

--! case a parent of the same script
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
--! migration
CREATE TABLE users (id bigint PRIMARY KEY);
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;
