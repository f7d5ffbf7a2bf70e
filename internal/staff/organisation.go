package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/fault"
)

// Kind is what sort of controller an organisation is.
type Kind string

const (
	WellbeingCounty Kind = "wellbeing_county"
	Municipality    Kind = "municipality"
	JointAuthority  Kind = "joint_authority"
	Association     Kind = "association"
	Other           Kind = "other"
)

// Kinds lists all kinds in the order in which pages show them.
func Kinds() []Kind {
	return []Kind{WellbeingCounty, Municipality, JointAuthority, Association, Other}
}

// Organisation is a controller of client data (703/2023 section 13). County and
// Municipality are codes of package area and may be empty.
type Organisation struct {
	ID             access.OrganisationID
	NameFi, NameSv string // NameSv may be empty
	Kind           Kind
	County         string
	Municipality   string
	Term           Term
	Version        int64
}

// Name is the organisation's name for a reader of the language: Swedish for
// "sv" where there is one, else Finnish.
func (o Organisation) Name(lang string) string { return nameIn(lang, o.NameFi, o.NameSv) }

func nameIn(lang, fi, sv string) string {
	if lang == "sv" && sv != "" {
		return sv
	}
	return fi
}

// Check finds what is wrong with the organisation by itself. areas is the
// classification in force.
func (o Organisation) Check(areas *area.Table) error {
	var c fault.Checks
	checkName(&c, "name_fi", o.NameFi)
	c.That(len(o.NameSv) <= 2*longestName, "name_sv", "staff.name_too_long", "limit", longestName)
	known := false
	for _, k := range Kinds() {
		known = known || k == o.Kind
	}
	c.That(known, "kind", "form.not_an_option")
	_, countyKnown := areas.County(o.County)
	c.That(o.County == "" || countyKnown, "county", "form.not_an_option")
	m, municipalityKnown := areas.Municipality(o.Municipality)
	c.That(o.Municipality == "" || municipalityKnown, "municipality", "form.not_an_option")
	c.That(!municipalityKnown || !countyKnown || m.County == o.County, "municipality", "staff.municipality_outside")
	checkTerm(&c, o.Term)
	return c.Err()
}

func (o Organisation) subject() access.Subject {
	return access.Of("organisation", o.ID, access.UnitID{}, o.ID)
}

// FoundOrganisation records a new organisation. The same id with the same
// content is fine, with other content a conflict.
func FoundOrganisation(tx *act.Tx, o Organisation) error {
	if err := tx.Require(access.KeepOrganisations, o.subject()); err != nil {
		return err
	}
	if err := o.Check(area.On(tx.Today())); err != nil {
		return err
	}
	o.Version = 1
	if made, err := insertOrganisation(tx, o); err != nil || made {
		return err
	}
	stands, _, err := organisationByID(tx, o.ID)
	if err == nil && stands != o {
		return conflict()
	}
	return err
}

// ChangeOrganisation replaces the organisation's content; Version is the one
// that was read.
func ChangeOrganisation(tx *act.Tx, o Organisation) error {
	if err := tx.Require(access.KeepOrganisations, o.subject()); err != nil {
		return err
	}
	if err := o.Check(area.On(tx.Today())); err != nil {
		return err
	}
	changed, err := updateOrganisation(tx, o)
	if err == nil && !changed {
		return stale()
	}
	return err
}

// FindOrganisation reads one organisation for whoever keeps its units.
func FindOrganisation(tx *act.Tx, id access.OrganisationID) (Organisation, error) {
	if err := tx.Require(access.KeepUnits, access.Of("organisation", id, access.UnitID{}, id)); err != nil {
		return Organisation{}, err
	}
	o, found, err := organisationByID(tx, id)
	if err == nil && !found {
		return o, fault.Missing()
	}
	return o, err
}

// ListOrganisations lists those whose units the actor keeps, by Finnish name.
func ListOrganisations(tx *act.Tx) ([]Organisation, error) {
	scope, err := tx.Scope(access.KeepUnits, "organisation")
	if err != nil {
		return nil, err
	}
	return OrganisationsWithin(tx, scope)
}

// OrganisationsWithin lists the organisations inside a scope that the act has
// been given, those included in which the scope covers single units only.
func OrganisationsWithin(tx *act.Tx, scope access.Scope) ([]Organisation, error) {
	return organisationsWithin(tx, scope)
}
