package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
)

// Unit is a part of an organisation in which people work.
type Unit struct {
	ID           access.UnitID
	Organisation access.OrganisationID
	Name         string
	Term         Term
	Version      int64
}

// Check finds what is wrong with the unit by itself.
func (u Unit) Check() error {
	var c fault.Checks
	checkName(&c, "name", u.Name)
	checkTerm(&c, u.Term)
	return c.Err()
}

func (u Unit) subject() access.Subject { return access.Of("unit", u.Organisation, u.ID, u.ID) }

// FoundUnit records a new unit of an organisation. The same id with the same
// content is fine, with other content a conflict.
func FoundUnit(tx *act.Tx, u Unit) error {
	if err := tx.Require(access.KeepUnits, u.subject()); err != nil {
		return err
	}
	if err := u.Check(); err != nil {
		return err
	}
	u.Version = 1
	if made, err := insertUnit(tx, u); err != nil || made {
		return err
	}
	stands, _, err := unitByID(tx, u.ID)
	if err == nil && stands != u {
		return conflict()
	}
	return err
}

// ChangeUnit replaces the unit's name and term; Version is the one that was
// read. A unit never moves to another organisation.
func ChangeUnit(tx *act.Tx, u Unit) error {
	stands, err := FindUnit(tx, u.ID)
	if err != nil {
		return err
	}
	u.Organisation = stands.Organisation
	if err := u.Check(); err != nil {
		return err
	}
	changed, err := updateUnit(tx, u)
	if err == nil && !changed {
		return stale()
	}
	return err
}

// FindUnit reads one unit for whoever keeps it.
func FindUnit(tx *act.Tx, id access.UnitID) (Unit, error) {
	u, found, err := unitByID(tx, id)
	if err != nil {
		return u, err
	}
	if !found {
		return u, fault.Missing()
	}
	if err := tx.Require(access.KeepUnits, u.subject()); err != nil {
		return Unit{}, err
	}
	return u, nil
}

// UnitsWithin lists the units inside a scope that the act has been given, by
// organisation and name.
func UnitsWithin(tx *act.Tx, scope access.Scope) ([]Unit, error) { return unitsWithin(tx, scope) }
