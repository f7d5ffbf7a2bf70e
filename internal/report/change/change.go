// Package change tells how groups of people changed who were measured twice, and what may be told of them to whom
// (docs/decisions/0022-change-of-groups.md). It reads fact_ views only.
package change

import (
	"cmp"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/report"
	"rinnalla/internal/stats"
)

// Who is whose answers count.
type Who string

const (
	// Everyone is the client's own answers, given alone or together with a worker; the worker's of those who never answered themselves.
	// An own answer is never paired with a worker's.
	Everyone    Who = ""
	ClientAlone Who = "client"
	Together    Who = "together"
	ByWorker    Who = "worker"
)

// Whose are all choices of who answered.
func Whose() []Who { return []Who{Everyone, ClientAlone, Together, ByWorker} }

// Pairing is which two measurements of a client are compared.
type Pairing string

const (
	// FirstToLast compares the earliest with the latest.
	FirstToLast Pairing = "first_last"
	// StartToEnd compares the earliest at the start with the latest at the end, whatever was measured besides.
	StartToEnd Pairing = "start_end"
)

// Pairings are both.
func Pairings() []Pairing { return []Pairing{FirstToLast, StartToEnd} }

// Query chooses whose change a report is about. Zero fields do not choose.
type Query struct {
	Instrument string // its code
	Scale      string // the code of one of its scales; empty: all
	// Organisation, Unit, County and Municipality are where; at most one of them. A client belongs to the unit in which the first of the two
	// measurements was made. Municipality and county are where she lives.
	Organisation access.OrganisationID
	Unit         access.UnitID
	County       string
	Municipality string
	// Period is when the first of the two measurements was made; the last may be of any later day.
	Period civil.Period
	Who    Who
	Pairs  Pairing
	// Shared asks as an outsider does, even for somebody who may see her own organisation's units.
	Shared bool
	Rule   report.Disclosure
	// Known remembers what single units may be told about; nil: it is worked out each time.
	Known *Known
}

// Check judges the question itself.
func (q Query) Check() error {
	var c fault.Checks
	c.That(q.Instrument != "", "instrument", "change.instrument.missing")
	c.That(q.Period.From.IsZero() || q.Period.To.IsZero() || q.Period.From.Before(q.Period.To), "to", "report.to.before_from")
	c.That(slices.Contains(Whose(), q.Who), "who", "form.not_an_option")
	c.That(slices.Contains(Pairings(), q.Pairs), "pairs", "form.not_an_option")
	return c.Err()
}

// narrowings are how many ways the question goes below a whole organisation or unit, of which each report takes one at most.
func (q Query) narrowings(wholePeriod bool) (n int) {
	for _, narrow := range []bool{!wholePeriod, q.Who != Everyone, q.Pairs != FirstToLast, q.County != "" || q.Municipality != ""} {
		if narrow {
			n++
		}
	}
	return n
}

// Report is how those changed who were measured twice.
type Report struct {
	Query      Query
	Shared     bool
	Definition instrument.Definition // of the newest version that counts
	// Versions are the numbers of the versions that count: the instrument's scores compare across them.
	Versions []int
	// Apart is how many people were also measured, or only, with versions whose scores do not compare with these; nobody is paired across.
	Apart stats.Figure
	// Period is the days of first measurements that the figures cover; an end that is zero is open. It may be longer than what was asked for: what
	// would tell about few people is told together with its neighbours.
	Period        civil.Period
	Organisations []access.OrganisationID
	// Periods are those of single organisations, where they are not all the same.
	Periods []Covered
	// LeftOut are organisations that too few people were measured in on every scale.
	LeftOut []access.OrganisationID
	// Crowded is true when the question narrows in more ways than one, which no report does: nothing is shown then.
	Crowded bool
	Scales  []Scale
}

// Covered is which days of first measurements figures cover in one organisation.
type Covered struct {
	Organisation access.OrganisationID
	civil.Period
}

// Scale is the change on one scale. A figure that is not to be shown says stats.FewPeople or stats.Telling.
type Scale struct {
	instrument.Scale
	// LeftOut are organisations that too few people were measured in on this scale.
	LeftOut []access.OrganisationID
	// Started have a first score, Pairs a last one too, Lost none.
	Started, Pairs, Lost stats.Figure
	// First, Last and Difference (last minus first) are of the pairs.
	First, Last, Difference Summary
	MeanInterval            stats.ConfidenceInterval
	DZ, DAv, GAv            stats.Figure
	GAvInterval             stats.ConfidenceInterval
	SignedRank              stats.SignedRank
	// Better, Worse and Unclear are how many changed beyond the published limit of error, or not; Unsaid those beyond it on a scale
	// without a better end, on which there are no Better and Worse. Limit is nil where none was published, and then nothing is said of anybody.
	Better, Worse, Unclear, Unsaid Part
	Limit                          *instrument.ErrorLimit
	// LostFirst is how the lost began, Gap how far from those who stayed.
	LostFirst Summary
	Gap       Gap
	// Alpha is Cronbach's, at the first measurement, and Items what it rests on.
	Alpha         stats.Figure
	AlphaInterval stats.ConfidenceInterval
	Items         []ItemGaps
	// Floor and Ceiling are how many began at the lowest and the highest score there is.
	Floor, Ceiling Part
	Bands          []Band
	// Raters is how alike clients and workers rated the same moment, told for whole organisations.
	Raters      stats.IntraclassCorrelation
	RatedByBoth stats.Figure
	// References are what others have published about the scale: groups may be compared with them.
	References []Reference
	// Attained are the T scores of goals at the last measurement, of a scale of goals.
	Attained *Attained
}

// Summary is where a column of scores lies.
type Summary struct{ N, Mean, SD, Median stats.Figure }

// ChangesTold is a number of people, or why it is not told of single people how they changed.
func (s Scale) ChangesTold() stats.Figure {
	if s.Scale.Better == "" {
		return s.Unsaid.N
	}
	return s.Better.N
}

// Part is a number of people, as a share of those of whom something can be said.
type Part struct {
	N, Share stats.Figure
	Interval stats.ConfidenceInterval
}

// Gap is how the lost differed at the start from those who stayed: their mean minus the others'.
type Gap struct {
	Difference, P, Standardized stats.Figure
	Interval                    stats.ConfidenceInterval
}

// ItemGaps is how often one item was left without an answer at the first measurement, and how often it was not asked.
type ItemGaps struct {
	Code              string
	Missing, NotAsked stats.Figure
}

// Band is how many of the pairs had a score from From, included, to To. To is included in the last band and in bands of whole scores.
type Band struct {
	From, To    float64
	Whole       bool // of whole scores
	Final       bool // the last
	First, Last stats.Figure
}

func (b Band) holds(score float64) bool {
	switch {
	case b.Whole:
		return score >= b.From && score < b.To+1
	case b.Final:
		return score >= b.From && score <= b.To
	}
	return score >= b.From && score < b.To
}

// Reference is how the scale came out in a group of people that somebody has published. Without Bands only mean and SD are known.
type Reference struct {
	People       string
	Asked        civil.Date
	Source       string
	N            int64
	Mean, SD     stats.Figure
	Median       stats.Figure
	First, Last  stats.Figure // how far the pairs' means lie from its mean, in its SDs
	distribution stats.Distribution
}

// Spread tells whether it is known how its scores lie.
func (r Reference) Spread() bool { return r.distribution.N() > 0 }

// Share is the part of its people with a score in a band.
func (r Reference) Share(b Band) stats.Figure {
	var n int64
	for score, people := range r.distribution.All() {
		if b.holds(score) {
			n += people
		}
	}
	share, _ := stats.Share(n, r.distribution.N())
	return share
}

// Attained is how goals were reached: T is 50 when all came out as expected.
type Attained struct {
	Summary
	Reached Part // T of 50 or more
}

// keptBack tells whether a figure is one that is kept back, not one that does not exist.
func keptBack(f stats.Figure) bool { return f.Lack() == stats.FewPeople || f.Lack() == stats.Telling }

// KeptBack tells whether anything of the scale is kept back.
func (s Scale) KeptBack() bool {
	return slices.ContainsFunc([]stats.Figure{s.Pairs, s.Lost, s.Started, s.First.Mean, s.Better.N, s.Worse.N}, keptBack)
}

// Of makes the report on change: for the actor's own organisations with their units, for others that a project shares with her as
// wholes. The same rules keep figures back from everybody (docs/decisions/0022-change-of-groups.md).
func Of(tx *act.Tx, q Query) (Report, error) {
	q.Pairs = cmp.Or(q.Pairs, FirstToLast)
	q.Shared = q.Shared || !tx.Actor.Holds(access.ReadReport)
	r := Report{Query: q, Shared: q.Shared, Apart: stats.Known(0)}
	if err := q.Check(); err != nil {
		return r, err
	}
	scope, err := scopeOf(tx, r.Shared)
	if err != nil {
		return r, err
	}
	if !q.Organisation.IsZero() && !scope.Covers(q.Organisation, access.UnitID{}) || r.Shared && !q.Unit.IsZero() {
		return r, fault.Missing()
	}
	f := measuredFacts{tx}
	in, err := f.instrument(scope, q)
	if err != nil {
		return r, err
	}
	organisations, err := f.where(scope, q, in)
	if err != nil {
		return r, err
	}
	return r, r.gather(f, in, organisations)
}

func scopeOf(tx *act.Tx, shared bool) (access.Scope, error) {
	if shared {
		return tx.Scope(access.ReadSharedReport, "report")
	}
	return tx.Scope(access.ReadReport, "report")
}

// gather reads one organisation after the other, and puts together what each may be told about.
func (r *Report) gather(f measuredFacts, in reading, organisations []access.OrganisationID) error {
	var cohorts []*cohort
	for _, o := range organisations {
		c, err := f.cohort(in, o, r.Query)
		if err != nil {
			return err
		}
		if c != nil {
			cohorts = append(cohorts, c)
		}
	}
	in.count(cohorts)
	for _, c := range cohorts {
		if r.Shared {
			c.settle(civil.MonthOf(f.tx.Today()).First())
		}
		if err := c.choose(f); err != nil {
			return err
		}
		if c.crowded {
			r.Crowded = true
		}
	}
	r.describe(in, cohorts)
	return r.reckon(f, in, cohorts)
}
