package field

import (
	"github.com/go-json-experiment/json/jsontext"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/outreach"
)

// StopBody is form 1 of a stop. Its fields bear the names of the faults of
// outreach.Stop.
type StopBody struct {
	Organisation  access.OrganisationID `json:"organisation"`
	Unit          access.UnitID         `json:"unit"`
	Round         outreach.RoundID      `json:"round"`
	Place         outreach.PlaceID      `json:"place"`
	Kind          string                `json:"kind"`
	Day           civil.Date            `json:"day"`
	Start         *civil.Clock          `json:"start,omitempty"`
	End           *civil.Clock          `json:"end,omitempty"`
	Workers       []access.WorkerID     `json:"workers"`
	Present       int                   `json:"present"`
	Conversations int                   `json:"conversations"`
	Clienthoods   int                   `json:"clienthoods"`
	Ages          map[string]int        `json:"ages"`
	Genders       map[string]int        `json:"genders"`
	Onward        map[string]int        `json:"onward"`
	Topics        []outreach.TopicID    `json:"topics"`
	Minutes       int                   `json:"minutes"`
	Feedback      []int                 `json:"feedback"`
	Heard         string                `json:"heard"`
	Confirmed     bool                  `json:"heard_confirmed,omitempty"`
}

// CorrectionBody is form 1 of a correction: it names the version that it saw.
type CorrectionBody struct {
	Stop    outreach.StopID `json:"stop"`
	Saw     int             `json:"saw"`
	Reason  string          `json:"reason"`
	Content StopBody        `json:"content"`
}

// RoundBody is form 1 of a round that was planned on the phone.
type RoundBody struct {
	Organisation access.OrganisationID `json:"organisation"`
	Unit         access.UnitID         `json:"unit"`
	Day          civil.Date            `json:"day"`
	Aim          string                `json:"aim"`
	Places       []outreach.PlaceID    `json:"places"`
	Workers      []access.WorkerID     `json:"workers"`
}

// PlaceBody is form 1 of a place that was met on the way.
type PlaceBody struct {
	Organisation access.OrganisationID `json:"organisation"`
	Kind         string                `json:"kind"`
	Name         string                `json:"name"`
	Municipality string                `json:"municipality"`
	Address      string                `json:"address"`
}

// stop turns the wire's form into the domain's. Codes that no list has are
// faults of their fields: a count must not be dropped.
func (b StopBody) stop(stop outreach.StopID, madeAt civil.Instant) (outreach.Stop, error) {
	s := outreach.Stop{
		ID: stop, Round: b.Round, Organisation: b.Organisation, Unit: b.Unit, Place: b.Place,
		Day: b.Day, Start: b.Start, End: b.End, Kind: b.Kind,
		Present: b.Present, Conversations: b.Conversations, Clienthoods: b.Clienthoods,
		Topics: b.Topics, Minutes: b.Minutes, Heard: b.Heard, Confirmed: b.Confirmed, Workers: b.Workers,
		MadeAt: madeAt, Source: outreach.Field,
	}
	var c fault.Checks
	c.That(fillIn(b.Ages, s.Ages.Add), "ages", "field.unknown_code")
	c.That(fillIn(b.Genders, s.Genders.Add), "genders", "field.unknown_code")
	c.That(fillIn(b.Onward, s.Onward.Add), "onward", "field.unknown_code")
	c.That(len(b.Feedback) == 0 || len(b.Feedback) == len(s.Feedback), "feedback", "field.unknown_code")
	if err := c.Err(); err != nil {
		return s, err
	}
	copy(s.Feedback[:], b.Feedback)
	return s, nil
}

func fillIn(counts map[string]int, add func(string, int) bool) bool {
	for code, n := range counts {
		if !add(code, n) {
			return false
		}
	}
	return true
}

// bodyOf is the inverse of stop, for showing the server's version to a phone.
// Its lists are never null: a phone takes them as they come.
func bodyOf(s outreach.Stop) StopBody {
	return StopBody{
		Organisation: s.Organisation, Unit: s.Unit, Round: s.Round, Place: s.Place, Kind: s.Kind,
		Day: s.Day, Start: s.Start, End: s.End, Workers: append([]access.WorkerID{}, s.Workers...),
		Present: s.Present, Conversations: s.Conversations, Clienthoods: s.Clienthoods,
		Ages: byCode(outreach.AgeBands, s.Ages[:]), Genders: byCode(outreach.Genders, s.Genders[:]),
		Onward: byCode(outreach.OnwardCodes, s.Onward[:]),
		Topics: append([]outreach.TopicID{}, s.Topics...), Minutes: s.Minutes, Feedback: s.Feedback[:], Heard: s.Heard,
	}
}

func byCode(codes []string, counts []int) map[string]int {
	m := make(map[string]int, len(codes))
	for i, code := range codes {
		m[code] = counts[i]
	}
	return m
}

func (b CorrectionBody) correction(correction outreach.CorrectionID) (outreach.Correction, error) {
	s, err := b.Content.stop(b.Stop, civil.Instant{})
	return outreach.Correction{ID: correction, Seen: b.Saw, Reason: b.Reason, Stop: s}, err
}

func (b RoundBody) round(round outreach.RoundID) outreach.Round {
	return outreach.Round{ID: round, Organisation: b.Organisation, Unit: b.Unit, Day: b.Day,
		Workers: b.Workers, Aim: b.Aim, Places: b.Places}
}

func (b PlaceBody) place(place outreach.PlaceID) outreach.Place {
	return outreach.Place{ID: place, Organisation: b.Organisation, Kind: b.Kind, Name: b.Name,
		Municipality: b.Municipality, Address: b.Address}
}

// readBody reads a body strictly; what this server does not know it would lose.
func readBody[T any](raw jsontext.Value) (T, error) {
	var body T
	if err := strictly(raw, &body); err != nil {
		return body, fault.New(fault.Invalid, "field.unreadable")
	}
	return body, nil
}
