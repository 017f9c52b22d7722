-- Mail that comes back: kept raw like a carrier's push, read later, and what it came to.

-- Pushes and mails name people and repeat their words, so that they are stored encrypted (body_cipher; a mail in Latin-1)
-- and emptied when they were read and are old. Pushes of before stand in clear in body until then: a migration has no
-- key. The digest (SHA-256 of a mail's source) stays: a mail that is handed over twice is one mail.
ALTER TABLE inbox
  DROP CONSTRAINT inbox_kind_check,
  ALTER COLUMN body DROP NOT NULL,
  ADD COLUMN body_cipher bytea,
  ADD COLUMN digest bytea,
  ADD CONSTRAINT inbox_kind_check CHECK (CASE kind
    WHEN 'mail' THEN body IS NULL AND digest IS NOT NULL
    ELSE kind IN ('receipt', 'reply') AND digest IS NULL AND num_nulls(body, body_cipher) > 0 END);
CREATE UNIQUE INDEX inbox_mail ON inbox (digest) WHERE digest IS NOT NULL;
-- What will have to be emptied.
CREATE INDEX inbox_kept ON inbox (received_at) WHERE num_nonnulls(body, body_cipher) > 0;
-- Nothing about it changes, but that it is emptied, once it was read.
DROP TRIGGER inbox_body_frozen ON inbox;
CREATE TRIGGER inbox_body_frozen BEFORE UPDATE OF kind, provider, body, body_cipher, digest, received_at ON inbox FOR EACH ROW
WHEN ((OLD.kind, OLD.provider, OLD.digest, OLD.received_at) IS DISTINCT FROM (NEW.kind, NEW.provider, NEW.digest, NEW.received_at)
  OR (OLD.body, OLD.body_cipher) IS DISTINCT FROM (NEW.body, NEW.body_cipher)
    AND (OLD.processed_at IS NULL OR num_nonnulls(NEW.body, NEW.body_cipher) > 0))
EXECUTE FUNCTION refuse_change();

-- What each mail was: counted here after its source is gone.
CREATE TABLE mail_answer (
  inbox_id    bigint PRIMARY KEY REFERENCES inbox,
  kind        text NOT NULL CHECK (kind IN ('bounce', 'auto-reply', 'complaint', 'opt-out', 'reply')),
  -- The message of ours it is about; null: none is known.
  message_id  bigint,
  -- Of a bounce: what it says of the message, and its codes, never its words.
  action      text CHECK (action IN ('failed', 'delayed', 'delivered', 'relayed')),
  code        text,
  received_at timestamptz NOT NULL,
  CHECK ((kind = 'bounce') = (action IS NOT NULL))
);
CREATE INDEX mail_answer_message ON mail_answer (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX mail_answer_received ON mail_answer (received_at);

-- Addresses of which their own server, or the relay at once, says that nobody is there. Keyed by address, like an
-- opt-out: it outlives the person's row, and another address is another row.
CREATE TABLE dead_address (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel      channel NOT NULL,
  address_hash bytea NOT NULL,
  -- What was said, e.g. 'bounce 5.1.1' or, at once, '550 5.1.1'.
  code         text NOT NULL,
  since        timestamptz NOT NULL,
  cleared_at   timestamptz,
  cleared_by   text,
  CHECK ((cleared_at IS NULL) = (cleared_by IS NULL))
);
CREATE UNIQUE INDEX dead_address_in_force ON dead_address (channel, address_hash) WHERE cleared_at IS NULL;

-- Whoever reports us to their provider as a nuisance wants no more.
ALTER TABLE opt_out
  DROP CONSTRAINT opt_out_source_check,
  ADD CONSTRAINT opt_out_source_check CHECK (source IN ('reply', 'clerk', 'form', 'import', 'complaint'));

-- Replies come by mail too; address_hash and destination are then those of mail addresses.
ALTER TABLE reply ADD COLUMN channel channel NOT NULL DEFAULT 'sms';
