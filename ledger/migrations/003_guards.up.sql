-- What the database itself refuses: illegal moves of state, changed history, a broken audit chain.

CREATE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% % may not move from % to %', TG_TABLE_NAME, OLD.id, OLD.state, NEW.state
    USING ERRCODE = 'MU001';
END $$;

-- The condition is evaluated in the executor: legal moves never enter the function.
-- Kept equal to MESSAGE_MOVES in domain/messages/states.ts by a test.
CREATE TRIGGER message_move BEFORE UPDATE OF state ON message FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
  WHEN 'queued'  THEN NEW.state IN ('sending', 'suppressed', 'expired', 'cancelled', 'failed')
  WHEN 'sending' THEN NEW.state IN ('sent', 'failed', 'queued', 'unknown', 'delivered', 'undelivered')
  WHEN 'unknown' THEN NEW.state IN ('sent', 'delivered', 'undelivered', 'queued', 'failed', 'suppressed', 'expired', 'cancelled')
  WHEN 'sent'    THEN NEW.state IN ('delivered', 'undelivered')
  WHEN 'failed'  THEN NEW.state = 'queued'
  ELSE false END)
EXECUTE FUNCTION refuse_move();

CREATE TRIGGER batch_move BEFORE UPDATE OF state ON batch FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
  WHEN 'queued'  THEN NEW.state IN ('sending', 'done')
  WHEN 'sending' THEN NEW.state IN ('queued', 'unknown', 'done')
  WHEN 'unknown' THEN NEW.state IN ('queued', 'done')
  ELSE false END)
EXECUTE FUNCTION refuse_move();

CREATE TRIGGER run_move BEFORE UPDATE OF state ON run FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
  WHEN 'starting' THEN NEW.state IN ('running', 'cancelled')
  WHEN 'running'  THEN NEW.state IN ('paused', 'closed', 'cancelled')
  WHEN 'paused'   THEN NEW.state IN ('running', 'cancelled')
  ELSE false END)
EXECUTE FUNCTION refuse_move();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'MU002';
END $$;

CREATE TRIGGER template_frozen BEFORE UPDATE OR DELETE ON template FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER run_plan_frozen BEFORE UPDATE OF key, kind, definition, plan, plan_hash, scope_path, launched_by ON run
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER inbox_body_frozen BEFORE UPDATE OF kind, provider, body, received_at ON inbox
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER receipt_frozen BEFORE UPDATE OR DELETE ON receipt FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attempt_result_frozen BEFORE UPDATE ON attempt FOR EACH ROW
  WHEN (OLD.outcome IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- Every operator action. Each entry carries the hash of the one before it.
CREATE TABLE audit (
  id       bigint PRIMARY KEY,
  at       timestamptz NOT NULL,
  actor    text NOT NULL,
  action   text NOT NULL,
  subject  text NOT NULL,
  detail   jsonb NOT NULL,
  previous bytea NOT NULL,
  hash     bytea NOT NULL
);

CREATE FUNCTION audit_hash(entry audit) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(entry.previous || convert_to(concat_ws(chr(31), entry.id,
    to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    entry.actor, entry.action, entry.subject, entry.detail::text), 'UTF8'))
$$;

-- One writer at a time, until commit, so that the chain has no forks and no gaps.
CREATE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('muster audit'));
  SELECT coalesce(max(id), 0) + 1 INTO NEW.id FROM audit;
  SELECT coalesce((SELECT hash FROM audit WHERE id = NEW.id - 1), '\x'::bytea) INTO NEW.previous;
  NEW.hash := audit_hash(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION chain_audit();
CREATE TRIGGER audit_frozen BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The statement of account: audience (from recipient) against states (from message), per committee.
CREATE VIEW statement AS
SELECT o.run_id, o.step, o.number AS occurrence, c.channel, r.committee_id,
       count(*) AS audience,
       count(*) FILTER (WHERE m.state = 'queued')      AS queued,
       count(*) FILTER (WHERE m.state = 'sending')     AS sending,
       count(*) FILTER (WHERE m.state = 'sent')        AS sent,
       count(*) FILTER (WHERE m.state = 'delivered')   AS delivered,
       count(*) FILTER (WHERE m.state = 'undelivered') AS undelivered,
       count(*) FILTER (WHERE m.state = 'failed')      AS failed,
       count(*) FILTER (WHERE m.state = 'suppressed')  AS suppressed,
       count(*) FILTER (WHERE m.state = 'expired')     AS expired,
       count(*) FILTER (WHERE m.state = 'cancelled')   AS cancelled,
       count(*) FILTER (WHERE m.state = 'unknown')     AS unknown
FROM occurrence o
JOIN occurrence_channel c ON c.occurrence_id = o.id
JOIN recipient r ON r.occurrence_id = o.id
LEFT JOIN message m ON m.occurrence_id = r.occurrence_id AND m.person_id = r.person_id AND m.channel = c.channel
GROUP BY o.run_id, o.step, o.number, c.channel, r.committee_id;
