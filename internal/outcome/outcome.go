// Package outcome keeps what was measured with clients: an instrument answered by or with a client at a moment, in versions; and how an
// answer comes about: at the desk, on paper, by a personal link, on a tablet that is handed over.
package outcome

import (
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

type (
	MeasurementID = id.Of[Measurement]
	// MomentID ties together what was measured of the same moment.
	MomentID     = id.Of[Moment]
	Moment       struct{}
	CorrectionID = id.Of[Correction]
	// ImportID names one import of old measurements. They carry it, so that the import can be undone.
	ImportID = id.Of[Import]
	Import   struct{}
)

// Occasion is when in the work with a client something is measured.
//
//i18n:keys outcome.occasion.*
type Occasion string

const (
	AtStart    Occasion = "start"
	AtInterim  Occasion = "interim"
	AtEnd      Occasion = "end"
	AtFollowUp Occasion = "follow_up"
	AtOther    Occasion = "other"
)

// Occasions are all there are, in the order of the work.
func Occasions() []Occasion { return []Occasion{AtStart, AtInterim, AtEnd, AtFollowUp, AtOther} }

// AnsweredBy is who answered.
//
//i18n:keys outcome.by.*
type AnsweredBy string

const (
	ByClient AnsweredBy = "client"   // she alone
	Together AnsweredBy = "together" // she and a worker, who may have written it down
	ByWorker AnsweredBy = "worker"   // a worker, about her
)

// Answerers are all there are.
func Answerers() []AnsweredBy { return []AnsweredBy{ByClient, Together, ByWorker} }

// Way is how the answers came here.
//
//i18n:keys outcome.way.*
type Way string

const (
	OnDesk      Way = "desk"      // on the worker's computer, together
	InInterview Way = "interview" // asked aloud, by telephone too
	OnPaper     Way = "paper"     // keyed from a form
	ByLink      Way = "link"      // by the client's own link
	OnKiosk     Way = "kiosk"     // on a tablet that was handed over
	InField     Way = "field"     // with the offline app
	ByImport    Way = "import"    // from a file
	ByProgram   Way = "api"       // from another program
)

// Ways are all there are.
func Ways() []Way {
	return []Way{OnDesk, InInterview, OnPaper, ByLink, OnKiosk, InField, ByImport, ByProgram}
}

// Places are where it was answered, as a closed list; nothing said is a place too.
//
//i18n:keys outcome.place.*
var Places = []string{"office", "home", "outdoors", "remote", "other"}

func oneFault(name, key string, args ...any) error {
	var c fault.Checks
	c.That(false, name, key, args...)
	return c.Err()
}

func stale() error    { return fault.New(fault.Stale, "fault.stale") }
func conflict() error { return fault.New(fault.Conflict, "outcome.conflict") }
