// Package outreach is the work done where people are: places, partners, rounds
// and the stops made in them, what was counted there and by which rule, and
// what was heard.
package outreach

import (
	"slices"

	"rinnalla/internal/id"
)

type (
	PlaceID      = id.Of[Place]
	PartnerID    = id.Of[Partner]
	TopicID      = id.Of[Topic]
	RuleID       = id.Of[Rule]
	RoundID      = id.Of[Round]
	StopID       = id.Of[Stop]
	CorrectionID = id.Of[Correction]
	// ImportID names one import of old visits. They carry it, so that the import can be undone.
	ImportID = id.Of[Import]
	Import   struct{}
)

// The closed lists. Their texts stand in the catalogues: "place.kind.library",
// "partner.kind.parish", "visit.kind.pop_up", "visit.onward.kela",
// "visit.age.18_29", "visit.gender.unknown". A new code needs a migration.
var (
	PlaceKinds = []string{"library", "food_aid", "village_house", "office", "street", "event", "meeting_place",
		"school", "shop", "other"}
	PartnerKinds = []string{"association", "village_club", "food_aid", "library", "office", "parish", "company", "other"}
	StopKinds    = []string{"regular", "pop_up", "partner_event", "street"}
	// AgeBands are years of age as guessed, gender likewise: nobody is asked.
	AgeBands = []string{"u18", "18_29", "30_49", "50_64", "65_", "unknown"}
	Genders  = []string{"unknown", "woman", "man", "other"}
	// OnwardCodes say where people were guided to.
	OnwardCodes = []string{"social_work", "social_counselling", "health", "substance", "employment", "kela", "debt",
		"food_aid", "housing", "peer", "other"}
	// Marks are those that people give on the spot; 5 is the best.
	Marks = []string{"1", "2", "3", "4", "5"}
)

// Counts of people by the codes of one closed list, in the list's order: the
// third of ByAge belongs to AgeBands[2].
type (
	ByAge    [6]int
	ByGender [4]int
	ByOnward [11]int
	ByMark   [5]int
)

// Add adds n people to the count of a code; false when the list has no such code.
func (c *ByAge) Add(code string, n int) bool { return add(c[:], AgeBands, code, n) }

// Add adds n people to the count of a code; false when the list has no such code.
func (c *ByGender) Add(code string, n int) bool { return add(c[:], Genders, code, n) }

// Add adds n people to the count of a code; false when the list has no such code.
func (c *ByOnward) Add(code string, n int) bool { return add(c[:], OnwardCodes, code, n) }

// Add adds n answers to the count of a mark "1"–"5"; false for any other.
func (c *ByMark) Add(code string, n int) bool { return add(c[:], Marks, code, n) }

// Sum is how many people there are in all.
func (c ByAge) Sum() int { return sum(c[:]) }

// Sum is how many people there are in all.
func (c ByGender) Sum() int { return sum(c[:]) }

// Sum is how many times people were guided onwards: one person is counted for each place she was guided to.
func (c ByOnward) Sum() int { return sum(c[:]) }

// Sum is how many answers there are.
func (c ByMark) Sum() int { return sum(c[:]) }

// Mean is the mean of the marks, 0 when nobody answered.
func (c ByMark) Mean() float64 {
	n := c.Sum()
	if n == 0 {
		return 0
	}
	return float64(c[0]+2*c[1]+3*c[2]+4*c[3]+5*c[4]) / float64(n)
}

func add(counts []int, codes []string, code string, n int) bool {
	i := slices.Index(codes, code)
	if i < 0 {
		return false
	}
	counts[i] += n
	return true
}

func sum(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}

// between tells whether every count is from 0 to most.
func between(most int, counts ...int) bool {
	return !slices.ContainsFunc(counts, func(n int) bool { return n < 0 || n > most })
}
