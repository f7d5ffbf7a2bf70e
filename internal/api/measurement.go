package api

import (
	"encoding/hex"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/identity"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// Systems by which a client is named (identifier.system): her number in the organisation, and her identity code (Finnish base profiles).
const (
	numberSystem = "urn:rinnalla:client"
	codeSystem   = "urn:oid:1.2.246.21"
)

// nameOf is by what a response is known for good: its identifier, else the id that it came with, else its content.
func nameOf(v fhir.Verdict) fhir.Identifier {
	switch {
	case v.Response.Identifier.Value != "":
		return v.Response.Identifier
	case v.Response.ID != "":
		return fhir.Identifier{System: "urn:rinnalla:id", Value: v.Response.ID}
	}
	return fhir.Identifier{System: "urn:rinnalla:content", Value: hex.EncodeToString(v.Digest[:])}
}

// measurementID is the id of the measurement that a response of that name becomes: the same for ever, and another one in each organisation.
// What a program sends that is narrowed to a unit or to an instrument has names of its own, or it could ask by a name whether something
// outside has it.
func measurementID(who access.Actor, name fhir.Identifier) outcome.MeasurementID {
	only := who.Only()
	if only == (access.Made{}) {
		return id.Named[outcome.Measurement]("questionnaire response", who.Home().String(), name.System, name.Value)
	}
	return id.Named[outcome.Measurement]("questionnaire response within", who.Home().String(), only.Unit.String(), only.Instrument.String(), name.System, name.Value)
}

// measurement is a response as a measurement; whose it is is not looked up yet.
func measurement(who access.Actor, v fhir.Verdict) (outcome.Measurement, error) {
	f, r, said := v.Form, v.Response, v.Response.Circumstances
	m := outcome.Measurement{ID: measurementID(who, nameOf(v)), Version: f.Version, Occasion: outcome.Occasion(said.Occasion), By: outcome.AnsweredBy(said.AnsweredBy),
		Interpreter: said.Interpreter, Way: outcome.ByProgram, Place: said.Place, Language: r.Language, Seconds: said.Seconds, Answers: r.Answers}
	if m.Occasion == "" {
		m.Occasion = outcome.AtOther
	}
	if m.By == "" {
		m.By = answeredBy(r)
	}
	if m.Language == "" {
		m.Language = f.Definition.Languages[0]
	}
	var c fault.Checks
	c.That(r.Status == fhir.Completed || r.Status == fhir.Amended, "status", "api.not_completed", "status", string(r.Status))
	c.That(!r.Authored.IsZero(), "authored", "api.authored_missing")
	c.That(len(nameOf(v).Value)+len(nameOf(v).System) <= longestIdentifier, "identifier", "api.identifier_long", "max", longestIdentifier)
	if !r.Authored.IsZero() {
		m.Day = r.Authored.Date()
	}
	if said.Moment != "" {
		moment, err := id.Parse[outcome.Moment](said.Moment)
		c.That(err == nil, "extension", "outcome.moment_other")
		m.Moment = moment
	}
	return m, c.Err()
}

// longestIdentifier bounds what is kept of a foreign identifier, in bytes.
const longestIdentifier = 500

// answeredBy tells from source (who answered) and author (who wrote it down) who it was.
func answeredBy(r fhir.Response) outcome.AnsweredBy {
	worker := func(who fhir.Reference) bool { return strings.HasPrefix(who.Type, "Practitioner") }
	switch {
	case worker(r.Source):
		return outcome.ByWorker
	case worker(r.Author):
		return outcome.Together
	}
	return outcome.ByClient
}

// subjectOf finds the client that a reference names. found is false for nobody; whether the actor may do something about her is for the verb
// to ask.
func subjectOf(tx *act.Tx, o access.OrganisationID, who fhir.Reference) (c client.ClientID, found bool, err error) {
	system, value := who.System, who.Value
	if value == "" {
		_, value, _ = strings.Cut(who.Reference, "Patient/")
	}
	if system == codeSystem {
		code, err := identity.Parse(value)
		if err != nil {
			return c, false, nil
		}
		return client.Coded(tx, o, code)
	}
	if system != "" && system != numberSystem {
		return c, false, nil
	}
	all, err := client.Numbered(tx, o, []string{value})
	c, found = all[value]
	return c, found, err
}

// wrongCode says what is wrong with a reference by identity code, where something is.
func wrongCode(system, value string) error {
	var c fault.Checks
	if system == codeSystem {
		if _, err := identity.Parse(value); err != nil {
			c.That(false, "subject", client.CodeProblem(err))
		}
	}
	return c.Err()
}

// response is a measurement as a response.
func response(m outcome.Version, number string, name fhir.Identifier, f *instrument.Form) fhir.Response {
	r := fhir.Response{ID: m.ID.String(), Identifier: name, Version: m.No, Updated: m.RecordedAt, Status: fhir.Completed, Language: m.Language,
		Authored: m.Day.Start(), Subject: fhir.Reference{Type: "Patient", System: numberSystem, Value: number}, Answers: m.Answers,
		Circumstances: fhir.Circumstances{Occasion: string(m.Occasion), AnsweredBy: string(m.By), Interpreter: m.Interpreter, Way: string(m.Way),
			Place: m.Place, Seconds: m.Seconds}}
	if m.No > 1 {
		r.Status = fhir.Amended
	}
	if m.Moment != outcome.MomentID(m.ID) {
		r.Circumstances.Moment = m.Moment.String()
	}
	switch m.By {
	case outcome.ByClient:
		r.Source = r.Subject
	case outcome.Together:
		r.Source, r.Author = r.Subject, fhir.Reference{Type: "Practitioner", Display: "Rinnalla"}
	case outcome.ByWorker:
		r.Source = fhir.Reference{Type: "Practitioner", Display: "Rinnalla"}
	}
	return r
}
