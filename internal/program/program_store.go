package program

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
)

const tokenColumns = "id, organisation, name, scopes, made_by, made_at, expires_at, used_at, revoked_by, revoked_at, unit, instrument"

func (t *Token) into(scopes *string) []any {
	return []any{&t.ID, &t.Organisation, &t.Name, scopes, &t.MadeBy, &t.MadeAt, &t.Expires, &t.UsedAt, &t.RevokedBy, &t.RevokedAt, &t.Only.Unit, &t.Only.Instrument}
}

func scanToken(s act.Scanner) (t Token, err error) {
	var scopes string
	err = s.Scan(t.into(&scopes)...)
	t.Scopes = scopesOf(scopes)
	return t, err
}

func scopesOf(text string) (all []Scope) {
	for _, s := range strings.Fields(text) {
		all = append(all, Scope(s))
	}
	return all
}

func insertToken(tx *act.Tx, t Token, hash []byte) (bool, error) {
	scopes := make([]string, len(t.Scopes))
	for i, s := range t.Scopes {
		scopes[i] = string(s)
	}
	n, err := tx.Exec("INSERT INTO program_token ("+tokenColumns+", hash, minute_at, times) VALUES "+act.Values(1, 15)+" ON CONFLICT DO NOTHING",
		t.ID, t.Organisation, t.Name, strings.Join(scopes, " "), t.MadeBy, t.MadeAt, t.Expires, t.UsedAt, t.RevokedBy, t.RevokedAt, t.Only.Unit, t.Only.Instrument, hash, t.MadeAt, 0)
	return n == 1, err
}

func findToken(tx *act.Tx, token TokenID) (Token, bool, error) {
	return act.One(tx, scanToken, "SELECT "+tokenColumns+" FROM program_token WHERE id = $1", token)
}

func listTokens(tx *act.Tx, scope access.Scope) ([]Token, error) {
	var a act.Args
	where := a.Within(scope, "organisation", "")
	return act.All(tx, scanToken, "SELECT "+tokenColumns+" FROM program_token WHERE "+where+" ORDER BY made_at DESC, id DESC LIMIT 500", a.Values...)
}

func revokeToken(tx *act.Tx, t Token) error {
	_, err := tx.Exec("UPDATE program_token SET revoked_by = $1, revoked_at = $2 WHERE id = $3 AND revoked_at IS NULL", t.RevokedBy, t.RevokedAt, t.ID)
	return err
}

// tokenOf finds the token of a secret by its hash, and how often it was used lately.
func tokenOf(tx *act.Tx, hash []byte) (t Token, u use, found bool, err error) {
	t, found, err = act.One(tx, func(s act.Scanner) (t Token, err error) {
		var scopes string
		err = s.Scan(append(t.into(&scopes), &u.minute, &u.times)...)
		t.Scopes = scopesOf(scopes)
		return t, err
	}, "SELECT "+tokenColumns+", minute_at, times FROM program_token WHERE hash = $1", hash)
	return t, u, found, err
}

func used(tx *act.Tx, token TokenID, u use) error {
	_, err := tx.Exec("UPDATE program_token SET used_at = $1, minute_at = $2, times = $3 WHERE id = $4", tx.Now, u.minute, u.times, token)
	return err
}

func throttleOf(tx *act.Tx, key []byte) (throttle, error) {
	t, _, err := act.One(tx, func(s act.Scanner) (t throttle, err error) {
		return t, s.Scan(&t.tries, &t.last, &t.open)
	}, "SELECT tries, last_at, open_at FROM program_throttle WHERE key = $1", key)
	return t, err
}

func putThrottle(tx *act.Tx, key []byte, t throttle) error {
	_, err := tx.Exec(`INSERT INTO program_throttle (key, tries, last_at, open_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at, open_at = excluded.open_at`,
		key, t.tries, t.last, t.open)
	return err
}

func removeThrottles(tx *act.Tx, before civil.Instant) (int64, error) {
	return tx.Exec("DELETE FROM program_throttle WHERE last_at < $1 AND open_at < $1", before)
}
