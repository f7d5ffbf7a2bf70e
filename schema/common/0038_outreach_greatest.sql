-- +goose Up
-- The visits with the most people or conversations, or the best feedback. A list
-- of many visits that is sorted by one of these shows them first, so it reads
-- them alone; most recordings have no entry here to pay for. The bounds stand in
-- list_store.go too, which asks by them.
CREATE INDEX outreach_version_greatest ON outreach_version
  (organisation, day, stop, no, unit, kind, municipality, present, conversations, feedback)
  WHERE state = 'current' AND (present >= 60 OR conversations >= 20 OR feedback >= 480);
