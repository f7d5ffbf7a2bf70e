package outreach

import (
	"slices"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/recognise"
)

// Limits of what one visit can hold. They are far above anything real and catch
// slips of the thumb and broken programs.
const (
	mostPresent  = 100_000
	mostPeople   = 10_000
	mostWorkers  = 50
	mostTopics   = 50
	longestHeard = 4_000 // characters
)

// firstDay is the first day that a visit, a round or a rule may have.
var firstDay = civil.Date{Year: 1990, Month: time.January, Day: 1}

// Source says how a visit came in.
type Source string

const (
	Desk     Source = "desk"
	Field    Source = "field"
	Imported Source = "import"
)

// Stop is a visit (käynti): one stop in one place on one day. Nobody in it is
// named but the workers. What is counted is said by the counting rule in force.
type Stop struct {
	ID           StopID // minted by the form or the phone
	Round        RoundID
	Organisation access.OrganisationID
	Unit         access.UnitID
	Place        PlaceID
	Day          civil.Date
	Start, End   *civil.Clock // may be missing; a visit does not pass midnight
	Kind         string       // one of StopKinds
	// Present is an estimate of the people in the place; Conversations are
	// those in which a person's own matter was talked about.
	Present, Conversations int
	// Ages and Genders split the conversations as guessed, as far as guessed.
	Ages        ByAge
	Genders     ByGender
	Clienthoods int // new ones, agreed with the person herself
	Onward      ByOnward
	Topics      []TopicID // those talked about, once each
	Minutes     int       // work used, all workers together
	Feedback    ByMark
	Heard       string // what was heard, about nobody recognisable
	// Confirmed says that somebody looked at what [recognise.Hints] found in Heard and
	// kept it. It is not stored.
	Confirmed bool
	Workers   []access.WorkerID // those who were there
	// MadeAt is the device's clock when the record was saved there: kept, never trusted.
	MadeAt civil.Instant
	Source Source
	Import ImportID // of which import; zero for the other sources
}

func (s Stop) subject() access.Subject { return access.Of("visit", s.Organisation, s.Unit, s.ID) }

// Check gives the field faults of a visit. A device's calendar may be a day
// ahead of the server's, so a visit may lie one day in the future; 1990 is
// earlier than any outreach figure that anyone will bring along.
func (s Stop) Check(today civil.Date) error {
	var c fault.Checks
	c.That(!s.ID.IsZero(), "id", "visit.id.missing")
	c.That(!s.Unit.IsZero(), "unit", "visit.unit.missing")
	c.That(!s.Place.IsZero(), "place", "visit.place.missing")
	s.checkTime(&c, today)
	c.That(oneOf(StopKinds, s.Kind), "kind", "visit.kind.unknown")
	s.checkCounts(&c)
	c.That(len(s.Topics) <= mostTopics, "topics", "visit.topics.many", "max", mostTopics)
	// Old records often do not tell who was there.
	c.That(len(s.Workers) > 0 || s.Source == Imported, "workers", "visit.workers.missing")
	c.That(len(s.Workers) <= mostWorkers, "workers", "visit.workers.many", "max", mostWorkers)
	c.That(slices.Contains([]Source{Desk, Field, Imported}, s.Source), "source", "visit.source.unknown")
	c.That((s.Source == Imported) == !s.Import.IsZero(), "source", "visit.source.unknown")
	c.That(short(s.Heard, longestHeard), "heard", "visit.heard.long", "max", longestHeard)
	c.That(s.Confirmed || len(recognise.Hints(s.Heard)) == 0, "heard", "visit.heard.recognisable")
	return c.Err()
}

func (s Stop) checkTime(c *fault.Checks, today civil.Date) {
	c.That(!s.Day.IsZero(), "day", "visit.day.missing")
	c.That(s.Day.IsZero() || !s.Day.After(today.AddDays(1)), "day", "visit.day.future")
	c.That(s.Day.IsZero() || !s.Day.Before(firstDay), "day", "visit.day.early", "first", firstDay)
	c.That(s.Start == nil || s.Start.Valid(), "start", "visit.time.wrong")
	c.That(s.End == nil || s.End.Valid(), "end", "visit.time.wrong")
	c.That(s.End == nil || s.Start != nil, "start", "visit.start.missing")
	c.That(s.Start == nil || s.End == nil || s.Start.Before(*s.End), "end", "visit.end.before_start")
}

func (s Stop) checkCounts(c *fault.Checks) {
	c.That(between(mostPresent, s.Present), "present", "visit.present.outside", "max", mostPresent)
	c.That(between(mostPeople, s.Conversations), "conversations", "visit.conversations.outside", "max", mostPeople)
	c.That(between(mostPeople, s.Ages[:]...), "ages", "visit.ages.outside", "max", mostPeople)
	c.That(s.Ages.Sum() <= s.Conversations, "ages", "visit.ages.more_than_conversations")
	c.That(between(mostPeople, s.Genders[:]...), "genders", "visit.genders.outside", "max", mostPeople)
	c.That(s.Genders.Sum() <= s.Conversations, "genders", "visit.genders.more_than_conversations")
	c.That(between(mostPeople, s.Clienthoods), "clienthoods", "visit.clienthoods.outside", "max", mostPeople)
	c.That(s.Clienthoods <= s.Conversations, "clienthoods", "visit.clienthoods.more_than_conversations")
	c.That(between(mostPeople, s.Onward[:]...), "onward", "visit.onward.outside", "max", mostPeople)
	c.That(between(mostPeople, s.Feedback[:]...), "feedback", "visit.feedback.outside", "max", mostPeople)
	c.That(between(24*60*max(1, len(s.Workers)), s.Minutes), "minutes", "visit.minutes.outside")
}

// tidied is the form in which a visit is stored and compared.
func (s Stop) tidied() Stop {
	s.Heard = tidy(s.Heard)
	s.Topics, s.Workers = sortedIDs(s.Topics), sortedIDs(s.Workers)
	return s
}

// othersNamed are the workers of a version who are to be looked for among those of its
// organisation. That the actor has a post there is known, and a withdrawal names nobody anew.
func othersNamed(actor access.Actor, v Version) []access.WorkerID {
	if v.State == Withdrawn {
		return nil
	}
	hers := slices.ContainsFunc(actor.Posts, func(p access.Post) bool { return p.Organisation == v.Organisation })
	return slices.DeleteFunc(slices.Clone(v.Workers), func(w access.WorkerID) bool { return hers && w == actor.ID })
}

// Same tells whether two visits say the same.
func (s Stop) Same(t Stop) bool {
	s, t = s.tidied(), t.tidied()
	return s.ID == t.ID && s.Round == t.Round && s.Organisation == t.Organisation && s.Unit == t.Unit && s.Place == t.Place &&
		s.Day == t.Day && sameClock(s.Start, t.Start) && sameClock(s.End, t.End) && s.Kind == t.Kind &&
		s.Present == t.Present && s.Conversations == t.Conversations && s.Ages == t.Ages && s.Genders == t.Genders &&
		s.Clienthoods == t.Clienthoods && s.Onward == t.Onward && slices.Equal(s.Topics, t.Topics) && s.Minutes == t.Minutes &&
		s.Feedback == t.Feedback && s.Heard == t.Heard && slices.Equal(s.Workers, t.Workers) && s.MadeAt == t.MadeAt &&
		s.Source == t.Source && s.Import == t.Import
}

func sameClock(a, b *civil.Clock) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// State says what a version counts as.
type State string

const (
	// Current is the newest version of a visit that counts.
	Current State = "current"
	// Replaced is a version that a later one stands in place of.
	Replaced State = "replaced"
	// Withdrawn is the last version of a visit that counts as nothing.
	Withdrawn State = "withdrawn"
)

// Version is a visit as it was recorded (No 1) or as a correction left it.
type Version struct {
	Stop
	No           int
	State        State
	Municipality string // of the place
	Rule         RuleID // the counting rule in force on the visit's day
	RecordedBy   access.WorkerID
	RecordedAt   civil.Instant // the server's clock
	Correction   CorrectionID  // zero for version 1
	Reason       string        // why it was corrected or withdrawn
}

// History is a visit with all its versions.
type History struct {
	Versions  []Version // the newest first; never empty
	PlaceName string
}

// Now is the version that stands: current or withdrawn.
func (h History) Now() Version { return h.Versions[0] }

// Version gives the version of a number.
func (h History) Version(no int) (Version, bool) {
	i := slices.IndexFunc(h.Versions, func(v Version) bool { return v.No == no })
	if i < 0 {
		return Version{}, false
	}
	return h.Versions[i], true
}
