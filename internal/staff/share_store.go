package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
)

const shareColumns = "id, name, coordinators, from_day, to_day, version"

func scanShare(s act.Scanner) (v Share, err error) {
	err = s.Scan(&v.ID, &v.Name, &v.Coordinators, &v.Term.From, &v.Term.To, &v.Version)
	return v, err
}

func insertShare(tx *act.Tx, s Share) (bool, error) {
	n, err := tx.Exec("INSERT INTO staff_share ("+shareColumns+") VALUES "+act.Values(1, 6)+" ON CONFLICT DO NOTHING",
		s.ID, s.Name, s.Coordinators, s.Term.From, s.Term.To, s.Version)
	if err != nil || n == 0 {
		return false, err
	}
	return true, insertMembers(tx, s)
}

func insertMembers(tx *act.Tx, s Share) error {
	for _, o := range s.Members {
		if _, err := tx.Exec("INSERT INTO staff_share_member (share, organisation) VALUES ($1, $2)", s.ID, o); err != nil {
			return err
		}
	}
	return nil
}

func updateShare(tx *act.Tx, s Share) (bool, error) {
	n, err := tx.Exec("UPDATE staff_share SET name = $1, from_day = $2, to_day = $3, version = version + 1 WHERE id = $4 AND version = $5 AND coordinators = $6",
		s.Name, s.Term.From, s.Term.To, s.ID, s.Version, s.Coordinators)
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := tx.Exec("DELETE FROM staff_share_member WHERE share = $1", s.ID); err != nil {
		return false, err
	}
	return true, insertMembers(tx, s)
}

func shareByID(tx *act.Tx, share id.Of[Share]) (Share, bool, error) {
	s, found, err := act.One(tx, scanShare, "SELECT "+shareColumns+" FROM staff_share WHERE id = $1", share)
	if err == nil && found {
		s.Members, err = membersOf(tx, share)
	}
	return s, found, err
}

func membersOf(tx *act.Tx, share id.Of[Share]) ([]access.OrganisationID, error) {
	ids, err := act.All(tx, func(s act.Scanner) (o access.OrganisationID, err error) { return o, s.Scan(&o) },
		"SELECT organisation FROM staff_share_member WHERE share = $1", share)
	return sortOrganisations(ids), err
}

func sharesOf(tx *act.Tx, o access.OrganisationID) ([]Share, error) {
	shares, err := act.All(tx, scanShare, "SELECT "+shareColumns+` FROM staff_share WHERE coordinators = $1
		OR id IN (SELECT share FROM staff_share_member WHERE organisation = $1) ORDER BY from_day DESC, name, id`, o)
	for i := range shares {
		if err == nil {
			shares[i].Members, err = membersOf(tx, shares[i].ID)
		}
	}
	return shares, err
}
