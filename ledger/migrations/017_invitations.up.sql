-- Mail in full: what is sent of a template's one source, and which invitations stand in people's calendars.

-- Made once from the source, when the template is added: a later library renders no approved text otherwise.
ALTER TABLE template ADD COLUMN made_html text, ADD COLUMN made_text text;

-- One row per invitation, change or cancellation sent. A calendar takes the highest sequence of a uid.
CREATE TABLE invitation (
  uid         text NOT NULL,
  sequence    integer NOT NULL CHECK (sequence >= 0),
  -- The step that sends it.
  run_id      bigint NOT NULL REFERENCES run,
  step        text NOT NULL,
  cancelled   boolean NOT NULL DEFAULT false,
  -- What it is about: title, place, description, from, to.
  event       jsonb NOT NULL,
  launched_at timestamptz NOT NULL,
  -- Two people who change one event at once: the second is refused.
  PRIMARY KEY (uid, sequence),
  UNIQUE (run_id, step)
);
CREATE TRIGGER invitation_frozen BEFORE UPDATE OR DELETE ON invitation
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
