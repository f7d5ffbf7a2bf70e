package outcome

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
)

const linkColumns = "id, client, organisation, unit, measurement, version, moment, occasion, answered_by, interpreter, way, place, state, made_by, " +
	"made_at, expires_at, ended_at, language, started_at, touched_at, seconds, saves, twice, keyed_by, code"

func (l *Link) into(code **string) []any {
	return []any{&l.ID, &l.Client, &l.Organisation, &l.Unit, &l.Measurement, &l.Version, &l.Moment, &l.Occasion, &l.By, &l.Interpreter, &l.Way,
		&l.Place, &l.State, &l.MadeBy, &l.MadeAt, &l.Expires, &l.EndedAt, &l.Language, &l.StartedAt, &l.TouchedAt, &l.Seconds, &l.Saves,
		&l.Twice, &l.KeyedBy, code}
}

func scanLink(s act.Scanner) (l Link, err error) {
	var code *string
	if err := s.Scan(l.into(&code)...); err != nil {
		return l, err
	}
	l.Code = textOf(code)
	return l, nil
}

func textOf(column *string) string {
	if column == nil {
		return ""
	}
	return *column
}

func insertLink(tx *act.Tx, l Link, hash access.LinkHash, pin []byte) error {
	_, err := tx.Exec("INSERT INTO outcome_link ("+linkColumns+", hash, pin, burst) VALUES "+act.Values(1, 28), l.ID, l.Client, l.Organisation, l.Unit,
		l.Measurement, l.Version, l.Moment, string(l.Occasion), string(l.By), l.Interpreter, string(l.Way), l.Place, string(l.State), l.MadeBy, l.MadeAt,
		l.Expires, l.EndedAt, l.Language, l.StartedAt, l.TouchedAt, l.Seconds, l.Saves, l.Twice, l.KeyedBy, nullable(l.Code), hash[:], pin, 0)
	return err
}

func findLink(tx *act.Tx, link LinkID) (Link, bool, error) {
	return act.One(tx, scanLink, "SELECT "+linkColumns+" FROM outcome_link WHERE id = $1", link)
}

func linksOf(tx *act.Tx, clients []client.ClientID) ([]Link, error) {
	var a act.Args
	return act.All(tx, scanLink, "SELECT "+linkColumns+" FROM outcome_link WHERE client IN "+act.List(&a, clients)+
		" ORDER BY made_at DESC, id", a.Values...)
}

func hashOf(tx *act.Tx, link LinkID) (access.LinkHash, error) {
	b, _, err := act.One(tx, func(s act.Scanner) (b []byte, err error) { return b, s.Scan(&b) }, "SELECT hash FROM outcome_link WHERE id = $1", link)
	var hash access.LinkHash
	copy(hash[:], b)
	return hash, err
}

func scanOpened(s act.Scanner) (o opened, err error) {
	var code *string
	if err := s.Scan(append(o.into(&code), &o.draft, &o.words, &o.burstAt, &o.burst, &o.day, &o.pin, &o.seenUntil, &o.earlier)...); err != nil {
		return o, err
	}
	o.Code = textOf(code)
	return o, nil
}

// linkByHash finds a link by its own secret, or by that of its return code.
func linkByHash(tx *act.Tx, hash access.LinkHash) (opened, bool, error) {
	o, found, err := act.One(tx, scanOpened, selectOpened+"hash = $1", hash[:])
	if err != nil || found {
		return o, found, err
	}
	return act.One(tx, scanOpened, selectOpened+"return_hash = $1", hash[:])
}

const selectOpened = "SELECT " + linkColumns + ", draft, draft_words, burst_at, burst, day, pin, seen_until, earlier FROM outcome_link WHERE "

func linkByID(tx *act.Tx, link LinkID) (opened, bool, error) {
	return act.One(tx, scanOpened, selectOpened+"id = $1", link)
}

func linkByCode(tx *act.Tx, code string) (opened, bool, error) {
	return act.One(tx, scanOpened, selectOpened+"code = $1", code)
}

func nullable(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func updateDraft(tx *act.Tx, o opened) error {
	_, err := tx.Exec(`UPDATE outcome_link SET draft = $1, draft_words = $2, language = $3, interpreter = $4, started_at = $5, touched_at = $6, seconds = $7,
		saves = $8, burst_at = $9, burst = $10 WHERE id = $11 AND state = 'open'`,
		o.draft, o.words, o.Language, o.Interpreter, o.StartedAt, o.TouchedAt, o.Seconds, o.Saves, o.burstAt, o.burst, o.ID)
	return err
}

// endLink takes the draft away. Two who hand in at once collide here: the second is run again and finds it handed in.
func endLink(tx *act.Tx, o opened) error {
	return tx.Later(`UPDATE outcome_link SET state = 'handed_in', ended_at = $1, language = $2, interpreter = $3, started_at = $4, touched_at = $1, seconds = $5,
		saves = $6, seen_until = $7, draft = NULL, draft_words = NULL WHERE id = $8 AND state = 'open'`,
		tx.Now, o.Language, o.Interpreter, o.StartedAt, o.Seconds, o.Saves, o.seenUntil, o.ID)
}

func closeLink(tx *act.Tx, link LinkID) error {
	_, err := tx.Exec(`UPDATE outcome_link SET state = 'closed', ended_at = $1, ended_by = $2, draft = NULL, draft_words = NULL
		WHERE id = $3 AND state = 'open'`, tx.Now, tx.Actor.ID, link)
	return err
}

func setReturn(tx *act.Tx, link LinkID, hash access.LinkHash) error {
	_, err := tx.Exec("UPDATE outcome_link SET return_hash = $1 WHERE id = $2 AND state = 'open'", hash[:], link)
	return err
}

// takeOffTablet makes a link that lasts, whose only secret is that of the return code, of one that was opened on a tablet.
func takeOffTablet(tx *act.Tx, link LinkID, secret access.LinkHash, until civil.Instant) error {
	_, err := tx.Exec("UPDATE outcome_link SET hash = $1, expires_at = $2 WHERE id = $3 AND state = 'open'", secret[:], until, link)
	return err
}

// keepFirst keeps what was keyed first from a form on paper.
func keepFirst(tx *act.Tx, o opened) error {
	_, err := tx.Exec(`UPDATE outcome_link SET draft = $1, draft_words = $2, keyed_by = $3, day = $4, answered_by = $5, interpreter = $6, place = $7, seconds = $8,
		occasion = $9, touched_at = $10 WHERE id = $11 AND state = 'open'`, o.draft, o.words, o.KeyedBy, o.day, string(o.By), o.Interpreter, o.Place, o.Seconds,
		string(o.Occasion), o.TouchedAt, o.ID)
	return err
}

func throttleOf(tx *act.Tx, key []byte) (throttle, error) {
	t, _, err := act.One(tx, func(s act.Scanner) (t throttle, err error) { return t, s.Scan(&t.tries, &t.last, &t.open) },
		"SELECT tries, last_at, open_at FROM outcome_throttle WHERE key = $1", key)
	return t, err
}

func putThrottle(tx *act.Tx, key []byte, t throttle) error {
	_, err := tx.Exec(`INSERT INTO outcome_throttle (key, tries, last_at, open_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at, open_at = excluded.open_at`, key, t.tries, t.last, t.open)
	return err
}

func removeThrottles(tx *act.Tx, before civil.Instant) (int64, error) {
	return tx.Exec("DELETE FROM outcome_throttle WHERE last_at < $1 AND open_at < $1", before)
}

func removeDrafts(tx *act.Tx, expired civil.Instant) (int64, error) {
	return tx.Exec(`UPDATE outcome_link SET draft = NULL, draft_words = NULL
		WHERE state = 'open' AND expires_at < $1 AND draft IS NOT NULL AND (touched_at IS NULL OR touched_at < $1)`, expired)
}

func removeLinks(tx *act.Tx, clients []client.ClientID) error {
	var a act.Args
	_, err := tx.Exec("DELETE FROM outcome_link WHERE client IN "+act.List(&a, clients), a.Values...)
	return err
}

// openEarlier opens to a link what was measured with its client before.
func openEarlier(tx *act.Tx, link LinkID) error {
	_, err := tx.Exec("UPDATE outcome_link SET earlier = true WHERE id = $1 AND state = 'open'", link)
	return err
}

// hide ends the time in which something is to be seen by a link that was handed in.
func hide(tx *act.Tx, link LinkID) error {
	_, err := tx.Exec("UPDATE outcome_link SET seen_until = $1 WHERE id = $2 AND state = 'handed_in' AND seen_until > $1", tx.Now, link)
	return err
}
