package field

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// mostAlong is how many clients a kit holds at most. A worker is the own or pair worker of some dozens.
const mostAlong = 200

// measuringKit is what measuring without network needs: the worker's own clients who have agreed to it, by name and language alone, and
// the questions of the instruments. Nothing that anybody answered leaves the server.
type measuringKit struct {
	Clients     []kitClient          `json:"clients"`
	MoreClients bool                 `json:"more_clients,omitempty"` // some were left out
	Instruments []kitInstrument      `json:"instruments"`
	Occasions   []outcome.Occasion   `json:"occasions"`
	By          []outcome.AnsweredBy `json:"answerers"`
	AnswerAt    []string             `json:"answer_places"`

	along []client.Along
}

type kitClient struct {
	ID           client.ClientID       `json:"id"`
	Organisation access.OrganisationID `json:"organisation"`
	Name         string                `json:"name"`
	Language     string                `json:"language,omitempty"`
}

// kitInstrument is what is asked, without how it is scored.
type kitInstrument struct {
	Version      instrument.VersionID  `json:"version"`
	Organisation access.OrganisationID `json:"organisation,omitzero"` // zero: the installation's, for every organisation
	Code         string                `json:"code"`
	Languages    []string              `json:"languages"`
	Title        instrument.Text       `json:"title"`
	Intro        instrument.Text       `json:"intro,omitempty"`
	Owner        string                `json:"owner"`
	Licence      string                `json:"licence,omitempty"`
	By           []instrument.Answerer `json:"answered_by"`
	Sections     []instrument.Section  `json:"sections"`
}

func packMeasuring(tx *act.Tx) (k measuringKit, err error) {
	k = measuringKit{Clients: []kitClient{}, Instruments: []kitInstrument{}, Occasions: outcome.Occasions(), By: outcome.Answerers(), AnswerAt: outcome.Places}
	if !tx.Actor.Holds(access.RecordMeasurements) || !tx.Actor.Holds(access.ReadInstruments) {
		return k, nil
	}
	if k.along, k.MoreClients, err = client.AlongTo(tx, client.Measuring, mostAlong); err != nil || len(k.along) == 0 {
		return k, err
	}
	for _, a := range k.along {
		k.Clients = append(k.Clients, kitClient{a.ID, a.Organisation, a.Name, a.Language})
	}
	all, err := instrument.List(tx)
	for _, i := range all {
		if v, found := answerable(i); found {
			k.Instruments = append(k.Instruments, packInstrument(i, v))
		}
	}
	return k, err
}

// answerable is the version of an instrument that a phone can ask. A draft may change before its answers arrive, and an instrument that
// holds no questions cannot be asked.
func answerable(i instrument.Instrument) (instrument.Version, bool) {
	v, found := i.Newest()
	return v, found && !i.Retired && v.Status == instrument.Locked && !v.Definition.ScoreOnly
}

func packInstrument(i instrument.Instrument, v instrument.Version) kitInstrument {
	d := v.Definition
	k := kitInstrument{Version: v.ID, Code: d.Code, Languages: d.Languages, Title: d.Title, Intro: d.Intro,
		Owner: d.Licence.Owner, Licence: d.Licence.Name, By: d.By, Sections: slices.Clone(d.Sections)}
	if i.Organisation != access.Installation {
		k.Organisation = i.Organisation
	}
	return k
}
