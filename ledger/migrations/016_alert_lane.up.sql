-- Words to the operators go out in a lane of their own. Apart from what uses it: a new value of an enum cannot be used
-- in the transaction that adds it.
ALTER TYPE lane ADD VALUE 'alert' BEFORE 'urgent';
