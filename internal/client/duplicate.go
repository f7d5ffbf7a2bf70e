package client

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// Reason is why two records may be of the same person. Their texts stand in the catalogues: "client.same.code".
type Reason string

const (
	// SameCode: the same identity code, sign and all.
	SameCode Reason = "code"
	// SameBirthNearName: the same birth day and nearly the same name.
	SameBirthNearName Reason = "birth_near_name"
	// SameBirthSameName: the same birth day and the same name.
	SameBirthSameName Reason = "birth_same_name"
	// SameNameOnly: the same name, and the birth day of one of them is not known, or only its year, which is the same.
	SameNameOnly Reason = "name_only"
)

// Hint is a client who may be the same person, and why. Only whom the actor may see is shown.
type Hint struct {
	Row
	Reason Reason
}

// Found are those who may be the same person as one who is being registered.
type Found struct {
	Visible []Hint
	// Hidden: there is somebody whom the actor may not see. That is all there is to be told.
	Hidden bool
	// SameCode: one of them, seen or not, has the same identity code.
	SameCode bool
}

// Hints looks in an organisation for those who may be the same person. except is a client who is not looked for: the one whose form it is.
// Every record that was compared and found alike is noted in the log, also one that the actor does not get to see.
func Hints(tx *act.Tx, o access.OrganisationID, p Person, except ClientID) (Found, error) {
	if err := tx.Require(access.RegisterClients, noun(o, unitIn(tx, o))); err != nil {
		return Found{}, err
	}
	return hints(tx, o, p, record{id: except})
}

// unitIn is the unit in which the actor may register in an organisation; zero for the whole of it, or when there is none.
func unitIn(tx *act.Tx, o access.OrganisationID) access.UnitID {
	for _, post := range tx.Actor.Posts {
		if post.Organisation == o && access.ReachOf(post.Role, access.RegisterClients) != access.ReachNone {
			return post.Unit
		}
	}
	return access.UnitID{}
}

func hints(tx *act.Tx, o access.OrganisationID, p Person, except record) (Found, error) {
	if err := sealsOf(tx); err != nil {
		return Found{}, err
	}
	p = p.tidied()
	candidates, err := candidatesFor(tx, o, p)
	if err != nil || len(candidates) == 0 {
		return Found{}, err
	}
	alike, err := compare(tx, p, candidates, except)
	if err != nil || len(alike) == 0 {
		return Found{}, err
	}
	return sorted(tx, alike)
}

// candidatesFor finds who shares a mark that is rare enough to mean something.
func candidatesFor(tx *act.Tx, o access.OrganisationID, p Person) ([]ClientID, error) {
	var all []ClientID
	if !p.Identity.IsZero() {
		c, found, err := clientOfCode(tx, codeMarks(tx.Seals, o, p.Identity))
		if err != nil {
			return nil, err
		}
		if found {
			all = append(all, c)
		}
	}
	searches := [][][][]byte{fullName(tx, o, p)}
	if !p.Born.IsZero() {
		searches = append(searches, [][][]byte{nameMarks(tx.Seals, o, bornValue(p.Born))})
	}
	for _, marks := range searches {
		found, err := clientsMarked(tx, marks, mostCompared)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// mostCompared bounds how many records one look compares: more people do not share a birth day, nor a whole name, in any organisation.
const mostCompared = 500

// fullName are the marks of somebody with this first given name and family name; nil when one of them is not known.
func fullName(tx *act.Tx, o access.OrganisationID, p Person) [][][]byte {
	family, given := words(p.Family), words(p.Given)
	if len(family) == 0 || len(given) == 0 {
		return nil
	}
	var all [][][]byte
	for _, word := range append(slices.Clone(family), given[0]) {
		if b := beginning(word); b != "" {
			all = append(all, nameMarks(tx.Seals, o, nameValue(b)))
		}
	}
	return all
}

// like is a record that may be of the same person.
type like struct {
	record
	reason Reason
}

// compare opens the candidates and keeps those that are alike, each with the strongest reason.
func compare(tx *act.Tx, p Person, candidates []ClientID, except record) ([]like, error) {
	slices.SortFunc(candidates, compareIDs)
	people, err := currentOf(tx, slices.Compact(candidates))
	if err != nil {
		return nil, err
	}
	var alike []like
	for _, c := range people {
		if c.record.root() == except.root() || !c.record.erasedAt.IsZero() || c.record.locked() {
			continue
		}
		key, err := c.record.key(tx)
		if err != nil {
			return nil, err
		}
		other, _, err := c.row.person(key)
		if err != nil {
			return nil, err
		}
		if reason := whyAlike(p, other); reason != "" {
			alike = append(alike, like{c.record, reason})
		}
	}
	return alike, nil
}

// whyAlike tells why two people may be one; empty when nothing speaks for it.
func whyAlike(p, q Person) Reason {
	switch {
	case !p.Identity.IsZero() && p.Identity == q.Identity:
		return SameCode
	case !p.Born.IsZero() && p.Born == q.Born && sameName(p, q):
		return SameBirthSameName
	case !p.Born.IsZero() && p.Born == q.Born && nearName(p, q):
		return SameBirthNearName
	case sameName(p, q) && (p.Born.IsZero() || q.Born.IsZero()) && (p.BirthYear == 0 || q.BirthYear == 0 || p.BirthYear == q.BirthYear):
		return SameNameOnly
	}
	return ""
}

// sorted tells apart whom the actor may see and whom not.
func sorted(tx *act.Tx, alike []like) (Found, error) {
	var found Found
	roots := make([]ClientID, len(alike))
	for i, a := range alike {
		roots[i] = a.root()
	}
	tie, err := ties(tx, roots)
	if err != nil {
		return found, err
	}
	reasons, seen := map[ClientID]Reason{}, []ClientID{}
	for _, a := range alike {
		found.SameCode = found.SameCode || a.reason == SameCode
		t := tie[a.root()]
		if tx.Actor.Kind != access.KindSystem && t.tie == access.TieNone {
			found.Hidden = true
			o := a.record.organisation
			if err := tx.Require(access.RegisterClients, access.Of("client", o, unitIn(tx, o), a.record.id)); err != nil {
				return found, err
			}
			continue
		}
		if _, twice := reasons[a.root()]; !twice {
			seen = append(seen, a.root())
		}
		reasons[a.root()] = stronger(reasons[a.root()], a.reason)
	}
	rows, err := rowsOf(tx, seen)
	for _, r := range rows {
		found.Visible = append(found.Visible, Hint{r, reasons[r.ID]})
	}
	return found, err
}

func stronger(a, b Reason) Reason {
	order := []Reason{SameCode, SameBirthSameName, SameBirthNearName, SameNameOnly}
	for _, r := range order {
		if a == r || b == r {
			return r
		}
	}
	return a
}
