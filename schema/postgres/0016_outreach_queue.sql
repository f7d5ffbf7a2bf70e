-- +goose Up
-- A version that begins to count, or ceases to, enters the queue of the sums by
-- itself: whoever records cannot forget it, and it costs no statement of its own.
-- +goose StatementBegin
CREATE FUNCTION outreach_version_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outreach_untallied (stop, no, sign) VALUES (NEW.stop, NEW.no, TG_ARGV[0]::bigint);
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER outreach_version_counts AFTER INSERT ON outreach_version
  FOR EACH ROW WHEN (NEW.state = 'current') EXECUTE FUNCTION outreach_version_queue('1');
CREATE TRIGGER outreach_version_counts_no_more AFTER UPDATE OF state ON outreach_version
  FOR EACH ROW WHEN (OLD.state = 'current' AND NEW.state <> 'current') EXECUTE FUNCTION outreach_version_queue('-1');
