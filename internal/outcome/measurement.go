package outcome

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// noun is what the use log calls a measurement; its subject is the client, since hers it is.
const noun = "measurement"

// Measurement is an instrument answered by or with a client at a moment.
type Measurement struct {
	ID     MeasurementID // minted by the form: sent twice it is recorded once
	Client client.ClientID
	// Organisation and Unit are the client's and that of the tie through which it was recorded; recording fills them in.
	Organisation access.OrganisationID
	Unit         access.UnitID
	Instrument   instrument.InstrumentID
	Version      instrument.VersionID // of the instrument
	Number       int                  // the version's number
	// Moment ties the client's and the worker's rating of the same moment together: it is the id of the measurement that came first.
	// Zero: this one stands for itself.
	Moment      MomentID
	Occasion    Occasion
	Day         civil.Date // on which it was answered
	By          AnsweredBy
	Interpreter bool // she answered with an interpreter
	Way         Way
	Place       string // one of Places, or empty
	Language    string // in which she was asked: one of the instrument's
	Seconds     int    // how long it took; 0: not known
	Answers     instrument.Answers
	Import      ImportID
}

// longestSitting is how many seconds an answering takes at most: a day.
const longestSitting = 86_400

// earliest is the first day that a measurement can be of.
var earliest = civil.Date{Year: 1970, Month: 1, Day: 1}

// Check gives the field faults of a measurement under the form that it answers. Faults of answers are called "answers." and what
// Form.CheckAnswers calls them. Every single answer may be left out, all of them not.
func (m Measurement) Check(f *instrument.Form, today civil.Date) error {
	var c fault.Checks
	c.That(!m.ID.IsZero(), "id", "outcome.id.missing")
	c.That(slices.Contains(Occasions(), m.Occasion), "occasion", "outcome.occasion_missing")
	c.That(!m.Day.IsZero(), "day", "outcome.day.missing")
	c.That(!m.Day.After(today), "day", "outcome.day.future")
	c.That(m.Day.IsZero() || !m.Day.Before(earliest), "day", "outcome.day.early")
	c.That(slices.Contains(Answerers(), m.By), "by", "outcome.by_missing")
	c.That(mayAnswer(f, m.By), "by", "outcome.by_not_asked")
	c.That(!m.Interpreter || m.By != ByWorker, "interpreter", "outcome.interpreter_alone")
	c.That(slices.Contains(Ways(), m.Way), "way", "form.not_an_option")
	c.That(m.Place == "" || slices.Contains(Places, m.Place), "place", "form.not_an_option")
	c.That(slices.Contains(f.Definition.Languages, m.Language), "language", "outcome.language_unknown")
	c.That(m.Seconds >= 0 && m.Seconds <= longestSitting, "seconds", "outcome.seconds_outside")
	c.That(anything(m.Answers), "answers", "outcome.answers.none")
	return both(c.Err(), f.CheckAnswers(m.Answers))
}

// mayAnswer tells whether the instrument is for that one to answer.
func mayAnswer(f *instrument.Form, by AnsweredBy) bool {
	side := instrument.ByClient
	if by == ByWorker {
		side = instrument.ByWorker
	}
	return slices.Contains(f.Definition.By, side)
}

// anything tells whether something was answered, if only that it is not to be answered.
func anything(a instrument.Answers) bool {
	said := func(one instrument.Answer) bool {
		return one.State == instrument.Given || one.State == instrument.Declined
	}
	for _, one := range a.Items {
		if said(one) {
			return true
		}
	}
	for _, entries := range a.Entries {
		for _, entry := range entries {
			for _, one := range entry {
				if said(one) {
					return true
				}
			}
		}
	}
	return false
}

// both puts the field faults of a measurement and of its answers together.
func both(own, answers error) error {
	of := fault.Of(answers)
	if of == nil {
		if answers != nil {
			return answers
		}
		return own
	}
	joined := &fault.Fault{Kind: fault.Invalid, Key: "fault.invalid"}
	if first := fault.Of(own); first != nil {
		joined.Fields = append(joined.Fields, first.Fields...)
	}
	for _, field := range of.Fields {
		field.Name = "answers." + field.Name
		joined.Fields = append(joined.Fields, field)
	}
	return joined
}

// same tells whether two measurements say the same, their answers aside.
func (m Measurement) same(o Measurement) bool {
	m.Answers, o.Answers = instrument.Answers{}, instrument.Answers{}
	m.Moment, o.Moment = m.moment(), o.moment()
	return m.ID == o.ID && m.Client == o.Client && m.Version == o.Version && m.Moment == o.Moment && m.Occasion == o.Occasion && m.Day == o.Day &&
		m.By == o.By && m.Interpreter == o.Interpreter && m.Way == o.Way && m.Place == o.Place && m.Language == o.Language &&
		m.Seconds == o.Seconds && m.Import == o.Import
}

// moment is the moment that it stands for.
func (m Measurement) moment() MomentID {
	if m.Moment.IsZero() {
		return MomentID(m.ID)
	}
	return m.Moment
}

// State is how a version of a measurement stands.
//
//i18n:keys outcome.state.*
type State string

const (
	Current   State = "current"
	Replaced  State = "replaced"
	Withdrawn State = "withdrawn"
)

// Version is one version of a measurement on record.
type Version struct {
	Measurement
	No         int
	State      State
	RecordedBy access.WorkerID // zero: the client, or the program
	RecordedAt civil.Instant
	Correction CorrectionID
	Reason     string // empty once the client's key is destroyed
}

// Scores are the version's scores with their work shown. f is the form of its Measurement.Version.
func (v Version) Scores(f *instrument.Form) []instrument.Score { return f.Score(v.Answers) }

// History is a measurement with all its versions, the newest first.
type History struct{ Versions []Version }

// Now is the newest version.
func (h History) Now() Version { return h.Versions[0] }

// mayRecord asks to record something about a client who is there.
func mayRecord(tx *act.Tx, c client.ClientID, p access.Permission) (client.Holder, error) {
	return mayRecordMade(tx, c, p, access.Made{})
}

// mayRecordMade is mayRecord for a measurement that is made in a unit and with an instrument.
func mayRecordMade(tx *act.Tx, c client.ClientID, p access.Permission, made access.Made) (client.Holder, error) {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return h, err
	}
	if err := tx.Require(p, h.SubjectMade(noun, made)); err != nil {
		return h, err
	}
	return h, h.Keepable()
}

// MayMeasure asks to measure a client, and tells whether she has agreed to it: what a page wants to know before it offers to.
func MayMeasure(tx *act.Tx, c client.ClientID) (agreed bool, err error) {
	h, err := mayRecord(tx, c, access.RecordMeasurements)
	return h.Agreed, err
}

// MayRecord asks to record a measurement, without judging it.
func MayRecord(tx *act.Tx, m Measurement) error {
	made, err := makingOf(tx, m)
	if err == nil {
		_, err = mayRecordMade(tx, m.Client, access.RecordMeasurements, made)
	}
	return err
}

// made is where and with what a measurement was made.
func (m Measurement) made() access.Made {
	return access.Made{Unit: m.Unit, Instrument: access.ThingID(m.Instrument)}
}

// makingOf is where and with what a measurement is to be made, whose instrument is told by its version.
func makingOf(tx *act.Tx, m Measurement) (access.Made, error) {
	f, err := instrument.FormOf(tx, m.Version)
	if fault.Of(err) != nil {
		return access.Made{Unit: m.Unit}, nil // it is made with nothing that there is, which is judged later
	}
	if err != nil {
		return access.Made{}, err
	}
	return access.Made{Unit: m.Unit, Instrument: access.ThingID(f.Instrument)}, nil
}
