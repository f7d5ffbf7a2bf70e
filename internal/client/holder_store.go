package client

import "rinnalla/internal/act"

// heldConsent is the newest thing that was said about one kind by her or by those whose records are joined with hers.
const heldConsent = `(SELECT k.state FROM client_consent k WHERE k.kind = $2 AND k.client IN
	(SELECT o.id FROM client_client o WHERE o.id = COALESCE(c.merged_into, c.id) OR o.merged_into = COALESCE(c.merged_into, c.id))
	ORDER BY k.day DESC, k.recorded_at DESC LIMIT 1)`

// recordAndConsent finds both in one question, for it stands in the way of every answer that is handed in.
func recordAndConsent(tx *act.Tx, c ClientID, kind ConsentKind) (record, ConsentState, bool, error) {
	type both struct {
		record
		state ConsentState
	}
	b, found, err := act.One(tx, func(s act.Scanner) (b both, err error) {
		var by, state *string
		if err := s.Scan(append(b.into(&by), &state)...); err != nil {
			return b, err
		}
		if by != nil {
			b.wrapped.By = *by
		}
		if state != nil {
			b.state = ConsentState(*state)
		}
		return b, nil
	}, "SELECT "+recordColumns+", "+heldConsent+" FROM "+recordTables+" WHERE c.id = $1", c, string(kind))
	return b.record, b.state, found, err
}
