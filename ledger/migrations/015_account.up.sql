-- The account: seals over the audit log, and roles for operators that are there.

-- Until now everyone was a clerk. Who works for a part is a county clerk; the first of the whole office becomes its
-- head, or nobody could admit operators any more.
UPDATE operator SET role = 'county clerk' FROM committee c
WHERE c.id = operator.committee_id AND c.parent_id IS NOT NULL AND operator.role = 'clerk';
UPDATE operator SET role = 'head'
WHERE id = (SELECT min(o.id) FROM operator o JOIN committee c ON c.id = o.committee_id WHERE c.parent_id IS NULL)
  AND NOT EXISTS (SELECT FROM operator WHERE role = 'head');

-- What the chain was at some moment, signed with a key that is not in the database: whoever rewrites the log and all
-- its hashes cannot make these anew.
CREATE TABLE audit_seal (
  -- Counts from 1 without a gap, so that a seal that was taken out is missed.
  number    integer PRIMARY KEY,
  entry_id  bigint NOT NULL,
  hash      bytea NOT NULL,
  at        timestamptz NOT NULL,
  -- HMAC-SHA-256 over all of this and the signature of the seal before it.
  signature bytea NOT NULL
);
CREATE TRIGGER audit_seal_frozen BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_not_emptied BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
