package staff

import (
	"bytes"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// Share is a project in which the coordinators of one organisation see the
// statistics of the members together, and nobody's single records.
type Share struct {
	ID           id.Of[Share]
	Name         string
	Coordinators access.OrganisationID
	Members      []access.OrganisationID // sorted
	Term         Term
	Version      int64
}

// Check finds what is wrong with the share by itself.
func (s Share) Check() error {
	var c fault.Checks
	checkName(&c, "name", s.Name)
	c.That(!s.Coordinators.IsZero(), "coordinators", "form.not_an_option")
	c.That(len(s.Members) > 0, "members", "staff.members_missing")
	checkTerm(&c, s.Term)
	return c.Err()
}

func (s Share) subject() access.Subject {
	return access.Of("share", s.Coordinators, access.UnitID{}, s.ID)
}

func (s Share) same(o Share) bool {
	return s.ID == o.ID && s.Name == o.Name && s.Coordinators == o.Coordinators && s.Term == o.Term &&
		s.Version == o.Version && slices.Equal(s.Members, o.Members)
}

func sortOrganisations(ids []access.OrganisationID) []access.OrganisationID {
	sorted := slices.Clone(ids)
	slices.SortFunc(sorted, func(a, b access.OrganisationID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(sorted)
}

// AgreeShare records a new share. It opens statistics across organisations, so
// it is agreed by who keeps the installation's organisations.
func AgreeShare(tx *act.Tx, s Share) error {
	if err := tx.Require(access.KeepOrganisations, s.subject()); err != nil {
		return err
	}
	s.Members, s.Version = sortOrganisations(s.Members), 1
	if err := s.Check(); err != nil {
		return err
	}
	if made, err := insertShare(tx, s); err != nil || made {
		return err
	}
	stands, _, err := shareByID(tx, s.ID)
	if err == nil && !stands.same(s) {
		return conflict()
	}
	return err
}

// ChangeShare replaces the share's content; Version is the one that was read.
func ChangeShare(tx *act.Tx, s Share) error {
	if err := tx.Require(access.KeepOrganisations, s.subject()); err != nil {
		return err
	}
	s.Members = sortOrganisations(s.Members)
	if err := s.Check(); err != nil {
		return err
	}
	changed, err := updateShare(tx, s)
	if err == nil && !changed {
		return stale()
	}
	return err
}

// FindShare reads one share for whoever keeps organisations.
func FindShare(tx *act.Tx, share id.Of[Share]) (Share, error) {
	s, found, err := shareByID(tx, share)
	if err != nil {
		return s, err
	}
	if !found {
		return s, fault.Missing()
	}
	if err := tx.Require(access.KeepOrganisations, s.subject()); err != nil {
		return Share{}, err
	}
	return s, nil
}

// SharesOf lists the shares that an organisation coordinates or is a member of,
// for whoever keeps its units: she must see who sees her statistics.
func SharesOf(tx *act.Tx, o access.OrganisationID) ([]Share, error) {
	if err := tx.Require(access.KeepUnits, access.All("share", o)); err != nil {
		return nil, err
	}
	return sharesOf(tx, o)
}
