--! case 63 bytes
--! migration
CREATE TABLE ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt (id text PRIMARY KEY);

--! case a long text
--! migration
CREATE TABLE t (id text PRIMARY KEY DEFAULT 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx');
COMMENT ON TABLE t IS 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy';
