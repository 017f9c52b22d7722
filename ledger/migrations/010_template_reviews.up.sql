-- What a template is meant for and takes, and what each carrier that reviews texts says of it.

ALTER TABLE template
  -- The kind of campaign it is meant for; null: any.
  ADD COLUMN kind      text CHECK (kind IN ('notice', 'call-out', 'deadline', 'theme', 'training', 'recruitment', 'office')),
  -- [{name, maxLength, attribute}] as declared; null: nothing was, every variable takes the usual length.
  ADD COLUMN variables jsonb,
  -- Addresses in its text that are filed with the carrier.
  ADD COLUMN links     text[] NOT NULL DEFAULT '{}';

-- A version never changes; what carriers think of it does. No row: it is a draft there.
CREATE TABLE template_review (
  template_id  integer NOT NULL REFERENCES template,
  provider     text NOT NULL,
  state        text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'rejected')),
  -- The carrier's own id of the text, e.g. SMS_123456.
  carrier_code text,
  -- The carrier's words or code.
  reason       text,
  submitted_at timestamptz,
  -- When the carrier was last asked.
  checked_at   timestamptz,
  changed_at   timestamptz NOT NULL,
  PRIMARY KEY (template_id, provider),
  CHECK (carrier_code IS NOT NULL OR state IN ('draft', 'rejected'))
);

CREATE FUNCTION refuse_review_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the review of template % may not move from % to %', OLD.template_id, OLD.state, NEW.state
    USING ERRCODE = 'MU001';
END $$;

-- The condition is evaluated in the executor, as for messages. Kept equal to REVIEW_MOVES in
-- domain/messages/template-review.ts by a test.
CREATE TRIGGER template_review_move BEFORE UPDATE OF state ON template_review FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
  WHEN 'draft'     THEN NEW.state IN ('submitted', 'approved')
  WHEN 'submitted' THEN NEW.state IN ('approved', 'rejected')
  WHEN 'approved'  THEN NEW.state = 'rejected'
  WHEN 'rejected'  THEN NEW.state IN ('submitted', 'approved')
  ELSE false END)
EXECUTE FUNCTION refuse_review_move();

-- So far one carrier gave codes, and only approved texts had one.
INSERT INTO template_review (template_id, provider, state, carrier_code, changed_at)
SELECT id, 'aliyun', 'approved', carrier_code, created_at FROM template WHERE channel = 'sms' AND carrier_code IS NOT NULL;
ALTER TABLE template DROP COLUMN carrier_code;

-- The history of one run or template.
CREATE INDEX audit_subject ON audit (subject, id);
