-- Between starting and running: somebody else must agree first. Apart from what uses it: a new value of an enum cannot
-- be used in the transaction that adds it.
ALTER TYPE run_state ADD VALUE 'proposed' AFTER 'starting';
