package client

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// heldConsent is the newest thing that was said about one kind by her or by those whose records are joined with hers.
const heldConsent = `(SELECT k.state FROM client_consent k WHERE k.kind = $2 AND k.client IN
	(SELECT o.id FROM client_client o WHERE o.id = COALESCE(c.merged_into, c.id) OR o.merged_into = COALESCE(c.merged_into, c.id))
	ORDER BY k.day DESC, k.recorded_at DESC LIMIT 1)`

// held is a client's record and what she has said about one kind of consent; nothing said is empty.
type held struct {
	record
	state ConsentState
}

func scanHeld(s act.Scanner) (h held, err error) {
	var by, state *string
	if err := s.Scan(append(h.into(&by), &state)...); err != nil {
		return h, err
	}
	if by != nil {
		h.wrapped.By = *by
	}
	if state != nil {
		h.state = ConsentState(*state)
	}
	return h, nil
}

// recordAndConsent finds both in one question, for it stands in the way of every answer that is handed in.
func recordAndConsent(tx *act.Tx, c ClientID, kind ConsentKind) (held, bool, error) {
	return act.One(tx, scanHeld, "SELECT "+recordColumns+", "+heldConsent+" FROM "+recordTables+" WHERE c.id = $1", c, string(kind))
}

// recordsAndConsents finds the same of several clients.
func recordsAndConsents(tx *act.Tx, clients []ClientID, kind ConsentKind) ([]held, error) {
	a := act.Args{Values: []any{nil, string(kind)}}
	a.Values[0] = clients[0]
	return act.All(tx, scanHeld, "SELECT "+recordColumns+", "+heldConsent+" FROM "+recordTables+" WHERE c.id = $1 OR c.id IN "+act.List(&a, clients[1:]),
		a.Values...)
}

// clientsOfNumbers gives the clients of an organisation who have one of some folded numbers, by these.
func clientsOfNumbers(tx *act.Tx, o access.OrganisationID, folded []string, to map[string]ClientID) error {
	a := act.Args{Values: []any{o}}
	return act.Each(tx, func(s act.Scanner) error {
		var number string
		var c ClientID
		err := s.Scan(&number, &c)
		to[number] = c
		return err
	}, "SELECT number_folded, id FROM client_client WHERE organisation = $1 AND number_folded IN "+act.List(&a, folded), a.Values...)
}
