-- +goose Up
-- A version that begins to count, or ceases to, enters the queue of the sums by
-- itself: whoever records cannot forget it, and it costs no statement of its own.
-- +goose StatementBegin
CREATE TRIGGER outreach_version_counts AFTER INSERT ON outreach_version WHEN NEW.state = 'current'
BEGIN INSERT INTO outreach_untallied (stop, no, sign) VALUES (NEW.stop, NEW.no, 1); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outreach_version_counts_no_more AFTER UPDATE OF state ON outreach_version
WHEN OLD.state = 'current' AND NEW.state <> 'current'
BEGIN INSERT INTO outreach_untallied (stop, no, sign) VALUES (NEW.stop, NEW.no, -1); END;
-- +goose StatementEnd
