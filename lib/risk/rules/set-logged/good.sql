--! case 
--! before

--! migration
