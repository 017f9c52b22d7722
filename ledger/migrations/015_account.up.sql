-- The account: counting by committee, seals over the audit log, and roles for operators that are there.

-- Under which second-level committee each stands, by path; the first level under its own. Stored, so that the planner
-- knows how few there are and counts on every core.
ALTER TABLE committee ADD COLUMN branch text COLLATE "C" NOT NULL GENERATED ALWAYS AS (
  CASE WHEN level = 1 THEN path ELSE split_part(path, '/', 1) || '/' || split_part(path, '/', 2) || '/' END) STORED;

-- The recipient's frozen home once more: whoever accounts for a run reads its messages alone.
ALTER TABLE message ADD COLUMN committee_id integer;
UPDATE message m SET committee_id = p.committee_id FROM recipient p
WHERE p.occurrence_id = m.occurrence_id AND p.person_id = m.person_id;
ALTER TABLE message ALTER COLUMN committee_id SET NOT NULL;

-- Until now everyone was a clerk. Who works for a part is a county clerk; the first of the whole office becomes its
-- head, or nobody could admit operators any more.
UPDATE operator SET role = 'county clerk' FROM committee c
WHERE c.id = operator.committee_id AND c.parent_id IS NOT NULL AND operator.role = 'clerk';
UPDATE operator SET role = 'head'
WHERE id = (SELECT min(o.id) FROM operator o JOIN committee c ON c.id = o.committee_id WHERE c.parent_id IS NULL)
  AND NOT EXISTS (SELECT FROM operator WHERE role = 'head');

-- Since when somebody may not use Muster any more; null: they may. Never deleted: the log names them.
ALTER TABLE operator ADD COLUMN ended_at timestamptz;

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

-- Who saw somebody's numbers whole: asked for whenever one person is shown.
CREATE INDEX audit_unmasking ON audit (id) WHERE action IN ('person unmask', 'call-out unmask');
