package instrument

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

// Arrival is a definition that an organisation brings in, whether it has the instrument already or not.
type Arrival struct {
	Instrument   InstrumentID // minted by the form, for one that is new
	Version      VersionID    // likewise
	Organisation access.OrganisationID
	Definition   Definition
	Changed      string // what is otherwise than in the version before, in words; needed when there is one
	Compares     bool   // scores compare with those of the version before
}

// Became is what a definition that was brought in became.
//
//i18n:keys instrument.became.*
type Became string

const (
	BecameInstrument Became = "instrument" // the first version of a new instrument, as a draft
	BecameVersion    Became = "version"    // a further version, as a draft
	BecameDraft      Became = "draft"      // the draft that there was, written anew
	BecameNothing    Became = "nothing"    // a version has had the same content all along
)

// Bring loads a definition when the organisation has no instrument of its code, and otherwise makes a further version of it, or writes the
// open draft anew. The version is the one that holds the content.
func Bring(tx *act.Tx, a Arrival) (Became, Version, error) {
	in, found, err := findByCode(tx, a.Organisation, a.Definition.Code)
	if err != nil {
		return "", Version{}, err
	}
	became := BecameInstrument
	if !found {
		err = Load(tx, a.Instrument, a.Version, a.Organisation, a.Definition)
	} else {
		a.Instrument = in.ID
		if became, a.Version, err = bringVersion(tx, a); err != nil {
			return "", Version{}, err
		}
	}
	if err != nil {
		return "", Version{}, err
	}
	v, _, err := findVersion(tx, a.Version)
	return became, v, err
}

func bringVersion(tx *act.Tx, a Arrival) (Became, VersionID, error) {
	in, err := keep(tx, a.Instrument)
	if err != nil {
		return "", a.Version, err
	}
	for _, v := range in.Versions {
		if same, err := v.Definition.same(a.Definition); err != nil || same {
			return BecameNothing, v.ID, err
		}
	}
	became, edition, version := BecameVersion, 1, a.Version
	if last := in.Versions[len(in.Versions)-1]; last.Status == Draft {
		became, edition, version = BecameDraft, last.Edition, last.ID
	}
	return became, version, Revise(tx, Revision{ID: version, Instrument: in.ID, Definition: a.Definition, Changed: a.Changed, Compares: a.Compares}, edition)
}
