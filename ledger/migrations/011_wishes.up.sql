-- What people wish and what may be sent all the same: topics, what may not be refused, the carrier's own cap.

-- Existing firings keep the meaning they had: a withdrawal was always from everything.
ALTER TABLE occurrence
  -- Of domain/messages/topics.ts; an opt-out from this topic or from all of them counts.
  ADD COLUMN topic       text NOT NULL DEFAULT 'notices',
  -- Why opt-outs do not count; null: they do. With the class it is the legal basis of the sending.
  ADD COLUMN irrefusable text CHECK (irrefusable IN ('emergency', 'contact duty')),
  -- At most so many of one template to one number in 24 hours: the carrier refuses more; null: not known to.
  ADD COLUMN carrier_cap integer CHECK (carrier_cap > 0),
  -- Nobody may be made to read advertising.
  ADD CHECK (irrefusable IS NULL OR class <> 'promotion');

UPDATE occurrence o SET topic = 'call-outs' FROM run r WHERE r.id = o.run_id AND r.kind = 'call-out';
UPDATE occurrence o SET topic = 'office' FROM run r WHERE r.id = o.run_id AND r.kind = 'standing';
UPDATE occurrence o SET irrefusable = 'emergency' FROM run r
WHERE r.id = o.run_id AND o.class = 'notice' AND r.definition ? 'emergency';

-- Whose act it was: a form on a person's own page, or the one click of a mail program (RFC 8058).
ALTER TABLE opt_out DROP CONSTRAINT opt_out_source_check;
ALTER TABLE opt_out ADD CONSTRAINT opt_out_source_check
  CHECK (source IN ('reply', 'clerk', 'form', 'import', 'complaint', 'page', 'one-click'));

-- Which firings of a template a number may have been sent.
CREATE INDEX occurrence_channel_template ON occurrence_channel (template_id);

ALTER TABLE consent ADD CHECK (withdrawn_at >= given_at);
