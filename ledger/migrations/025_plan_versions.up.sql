-- A run's plan made anew: what it was launched with, and each version that was made since a day moved.

CREATE TABLE plan_version (
  run_id     bigint NOT NULL REFERENCES run,
  -- 1 is what it was launched with.
  version    smallint NOT NULL CHECK (version >= 1),
  plan       jsonb NOT NULL,
  plan_hash  text NOT NULL,
  made_by    text NOT NULL,
  made_at    timestamptz NOT NULL,
  -- Null: it was the launch.
  reason     text,
  -- Somebody else must agree by then; null: nobody needs to.
  until      timestamptz,
  -- What nobody needs to agree to is approved by whoever made it.
  decision   text CHECK (decision IN ('approved', 'refused', 'withdrawn', 'lapsed')),
  decided_by text,
  decided_at timestamptz,
  answer     text,
  -- Since when ledger and workflow follow it.
  carried_out_at timestamptz,
  PRIMARY KEY (run_id, version),
  CHECK (num_nulls(decision, decided_by, decided_at) IN (0, 3)),
  CHECK (carried_out_at IS NULL OR decision = 'approved'),
  CONSTRAINT version_approved_by_another CHECK (until IS NULL OR decision <> 'approved' OR decided_by <> made_by)
);
-- Of two at once the second is told of the first.
CREATE UNIQUE INDEX plan_version_open ON plan_version (run_id)
  WHERE carried_out_at IS NULL AND (decision IS NULL OR decision = 'approved');
CREATE TRIGGER plan_version_frozen BEFORE UPDATE OF run_id, version, plan, plan_hash, made_by, made_at, reason, until ON plan_version
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plan_version_decided_once BEFORE UPDATE OF decision, decided_by, decided_at, answer ON plan_version FOR EACH ROW
  WHEN (OLD.decision IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER plan_version_kept BEFORE DELETE ON plan_version FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A plan stays frozen, unless it is exchanged for a version that was approved.
DROP TRIGGER run_plan_frozen ON run;
CREATE TRIGGER run_plan_frozen BEFORE UPDATE OF key, kind, definition, scope_path, launched_by ON run
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM plan_version v WHERE v.run_id = OLD.id AND v.plan_hash = NEW.plan_hash AND v.plan = NEW.plan AND v.decision = 'approved')
  THEN RAISE EXCEPTION 'the plan of run % is never changed but for an approved version', OLD.id USING ERRCODE = 'MU002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER run_plan_versioned BEFORE UPDATE OF plan, plan_hash ON run FOR EACH ROW EXECUTE FUNCTION guard_plan();

-- Who is still to agree to a run agrees to its plan as it stands then.
DROP TRIGGER approval_frozen ON approval;
CREATE TRIGGER approval_frozen BEFORE UPDATE OF run_id, asked_by, asked_at, until ON approval
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_approved_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.plan_hash IS DISTINCT FROM (SELECT r.plan_hash FROM run r WHERE r.id = NEW.run_id)
  THEN RAISE EXCEPTION 'an approval of run % is for its own plan', NEW.run_id USING ERRCODE = 'MU002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_of_own_plan BEFORE UPDATE OF plan_hash ON approval FOR EACH ROW EXECUTE FUNCTION guard_approved_plan();
