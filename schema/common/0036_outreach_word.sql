-- +goose Up
-- On which days a word was heard: bit 0 of days is the first of the month. The
-- words are folded, and only cut up, not told apart by meaning; a day stays
-- when the word was corrected away, so what is found here is looked at again.
CREATE TABLE outreach_word (
  organisation uuid NOT NULL,
  word text NOT NULL,
  month text NOT NULL,
  days bigint NOT NULL,
  PRIMARY KEY (organisation, word, month)
) /* clustered */;

-- Every word of the table above once, many in a row with spaces between: a part
-- of a word is looked for in all of them.
CREATE TABLE outreach_vocabulary (
  organisation uuid NOT NULL,
  id uuid NOT NULL,
  words text NOT NULL,
  PRIMARY KEY (organisation, id)
) /* clustered */;

-- Tally takes up the words of what enters the queue. What is on record already
-- enters it once more, and adds nothing to the sums.
INSERT INTO outreach_untallied (stop, no, sign)
SELECT stop, no, 0 FROM outreach_version WHERE state = 'current' AND heard_folded <> '';
