package picture

import (
	"cmp"
	"math"
	"slices"

	"rinnalla/internal/instrument"
)

// Strength is an area, or a single answer, that stands near its better end.
type Strength struct {
	// Area is set, or Item with its Answer where the instrument has one scale only.
	Area   *Area
	Item   instrument.Item
	Answer instrument.Answer
	Share  float64
}

// Strengths are what a conversation begins with: her own highest three, those that are as high as the third with them. How high is the
// share of the way from the worse end of a scale to its better one, so that of a scale on which less is better a low number is high. They
// are compared with each other only, never with other people's.
//
// good is true when the highest is above the middle of its scale; then only such are given. When none is (an area at 1 of 10 beside others
// at 0), what stands highest is given for a beginning, and a face must not call it a strength: it says that none is on the better side and
// that these are the closest to it. There are none when all stand alike at or below the middle, or when there is but one to see.
func (p Picture) Strengths() (strong []Strength, good bool) {
	all := p.areaStrengths()
	if len(all) < 2 {
		all = p.itemStrengths()
	}
	if len(all) < 2 {
		return nil, false
	}
	slices.SortStableFunc(all, func(a, b Strength) int { return compareShares(b.Share, a.Share) })
	good = all[0].Share > middle+alikeShare
	least := all[0].Share
	if good {
		least = max(all[min(len(all), mostStrengths)-1].Share, middle+2*alikeShare)
	}
	strong = slices.DeleteFunc(slices.Clone(all), func(s Strength) bool { return s.Share < least-alikeShare })
	if !good && len(strong) == len(all) {
		return nil, false
	}
	return strong, good
}

const (
	mostStrengths = 3
	middle        = 0.5
	// alikeShare is what rounding may make of two shares that are alike: 0.3/0.9 and 1/3 need not be one number.
	alikeShare = 1e-9
)

// compareShares orders shares; those that are alike but for rounding are equal.
func compareShares(a, b float64) int {
	return cmp.Compare(math.Round(a/alikeShare), math.Round(b/alikeShare))
}

func (p Picture) areaStrengths() []Strength {
	var all []Strength
	for i, a := range p.Areas {
		if a.Now().Placed && a.Directed() {
			all = append(all, Strength{Area: &p.Areas[i], Share: a.Now().Share})
		}
	}
	return all
}

// itemStrengths are single answers on scales with a better end. Of repeated sections, which people fill with their own goals, there are none.
func (p Picture) itemStrengths() []Strength {
	var all []Strength
	answers := p.Now().Answers.Items
	for _, s := range p.Form.Definition.Sections {
		for _, i := range s.Items {
			if share, there := shareOf(i, answers[i.Code]); s.Repeats == nil && there {
				all = append(all, Strength{Item: i, Answer: answers[i.Code], Share: share})
			}
		}
	}
	return all
}

// shareOf is how far an answer is towards the better end of its item.
func shareOf(i instrument.Item, a instrument.Answer) (float64, bool) {
	r, bounded := i.Bounds()
	points, there := i.PointsOf(a)
	if !bounded || !there || i.Better == "" || r.To <= r.From {
		return 0, false
	}
	if i.Better == instrument.LowerIsBetter {
		return (r.To - points) / (r.To - r.From), true
	}
	return (points - r.From) / (r.To - r.From), true
}

// ByShare are the areas with the nearest to its better end first: how lists show them. Areas without a place or a better end come last,
// in the order of the definition.
func (p Picture) ByShare() []Area {
	all := slices.Clone(p.Areas)
	slices.SortStableFunc(all, func(a, b Area) int { return compareShares(b.rank(), a.rank()) })
	return all
}

func (a Area) rank() float64 {
	if !a.Now().Placed || !a.Directed() {
		return math.Inf(-1)
	}
	return a.Now().Share
}

// Parted is an area on which she and a worker see the same moment differently.
type Parted struct {
	Area
	// Gap is how far the worker stands nearer the better end (above 0) or the worse one, as a share of the scale.
	Gap float64
}

// Views compares her rating with a worker's of the same moment: where they part, the widest gap first, and on how many areas they say the
// same. Neither is the right one.
func (p Picture) Views() (parted []Parted, alike int) {
	if p.Beside == nil {
		return nil, 0
	}
	for _, a := range p.Areas {
		switch {
		case !a.Now().Exists || !a.Beside.Exists:
		case a.Now().Value == a.Beside.Value:
			alike++
		default:
			gap := a.Beside.Share - a.Now().Share
			if p.Side == Workers {
				gap = -gap
			}
			parted = append(parted, Parted{Area: a, Gap: gap})
		}
	}
	slices.SortStableFunc(parted, func(a, b Parted) int { return cmp.Compare(math.Abs(b.Gap), math.Abs(a.Gap)) })
	return parted, alike
}

// Moved are the areas that have changed since what they are compared with, those beyond their limits of error first, then the widest
// change first, as a share of its scale and then as a number; at most so many.
func (p Picture) Moved(most int) []Area {
	var all []Area
	for _, a := range p.Areas {
		if a.Change.From >= 0 && a.Change.Difference != 0 {
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b Area) int {
		return cmp.Or(cmp.Compare(b.clear(), a.clear()), cmp.Compare(b.width(), a.width()),
			cmp.Compare(math.Abs(b.Change.Difference), math.Abs(a.Change.Difference)))
	})
	return all[:min(most, len(all))]
}

func (a Area) clear() int {
	if a.Change.Why == NoBetterEnd || a.Change.Verdict == "better" || a.Change.Verdict == "worse" {
		return 1
	}
	return 0
}

func (a Area) width() float64 {
	if !a.Bounded {
		return 0
	}
	return math.Abs(a.Change.Difference) / (a.Range.To - a.Range.From)
}
