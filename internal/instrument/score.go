package instrument

import (
	"fmt"
	"math"
	"slices"
)

// Score is one scale's value in one measurement, with its work shown.
type Score struct {
	Scale string
	Rule  Rule
	// Exists is false when there is no value; Why tells the reason.
	Exists bool
	Value  float64
	Why    Reason
	// Used and Missing are items, those of the scales below included; entries of a repeated section as "level[2]". Items that the skip
	// conditions did not ask are in NotAsked, and miss nothing.
	Used, Missing, NotAsked []string
	Answered, Needed        int // parts with a value, and how many there must be
	Version                 VersionID
	Number                  int // of the version
}

// Reason is why a score does not exist.
//
//i18n:keys instrument.why.*
type Reason string

const (
	TooFewAnswered Reason = "too_few_answered"
	NothingAsked   Reason = "nothing_asked"
)

// Score scores every scale of the version, in the definition's order. It is pure. A value exists when at least MinAnswered parts have
// one (all that are asked, when the definition does not say). With x the points of an answered part, turned over where its better end
// is not the scale's, and w its weight:
//
//	sum       Σx
//	weighted  Σwx
//	mean      Σwx / Σw
//	prorated  Σwx · (Σw of all parts) / Σw
//	single    x
//	entered   x, a score that was worked out elsewhere
//	gas       50 + 10·Σwx / √(0.7·Σw² + 0.3·(Σw)²)   (Kiresuk and Sherman 1968, ρ = 0.30; docs/sources.md)
//
// where sums without "all parts" go over the answered ones.
func (f *Form) Score(a Answers) []Score {
	a = f.Settle(a)
	scores := make([]Score, 0, len(f.Definition.Scales))
	for _, s := range f.Definition.Scales {
		scores = append(scores, f.score(s, a, scores))
	}
	return scores
}

// part is one part of a scale: its value (NaN: none) and weight.
type part struct {
	value, weight float64
	asked         bool
}

func (f *Form) score(s Scale, a Answers, before []Score) Score {
	score := Score{Scale: s.Code, Rule: s.Rule, Version: f.Version, Number: f.Number}
	var parts []part
	for _, code := range s.Items {
		parts = append(parts, f.itemParts(&score, s, code, a)...)
	}
	for _, code := range s.Scales {
		i := slices.IndexFunc(before, func(b Score) bool { return b.Scale == code })
		parts = append(parts, below(&score, before[i], s.weight(code)))
	}
	asked := 0
	for _, p := range parts {
		if p.asked {
			asked++
		}
		if !math.IsNaN(p.value) {
			score.Answered++
		}
	}
	score.Needed = s.MinAnswered
	if score.Needed == 0 {
		score.Needed = max(1, asked)
	}
	switch {
	case asked == 0:
		score.Why = NothingAsked
	case score.Answered < score.Needed:
		score.Why = TooFewAnswered
	default:
		score.Exists, score.Value = true, value(s.Rule, parts)
	}
	return score
}

// itemParts gives the part that an item is, or one for each entry when its section repeats.
func (f *Form) itemParts(score *Score, s Scale, code string, a Answers) []part {
	slot := &f.items[f.byCode[code]]
	if !slot.repeats {
		return []part{f.itemPart(score, s, slot, a.Items[code], code, s.weight(code))}
	}
	var parts []part
	for n, entry := range a.Entries[f.sections[slot.section].code] {
		weight := s.weight(code)
		if s.WeightItem != "" {
			if w := entry[s.WeightItem]; w.State == Given {
				weight = w.Number
			}
		}
		parts = append(parts, f.itemPart(score, s, slot, entry[code], fmt.Sprintf("%s[%d]", code, n+1), weight))
	}
	return parts
}

func (f *Form) itemPart(score *Score, s Scale, slot *slot, a Answer, name string, weight float64) part {
	p := part{value: slot.counted(slot.points(a), s), weight: weight, asked: a.State != NotAsked}
	switch {
	case !p.asked:
		score.NotAsked = append(score.NotAsked, name)
	case math.IsNaN(p.value):
		score.Missing = append(score.Missing, name)
	default:
		score.Used = append(score.Used, name)
	}
	return p
}

// below takes a scale as a part of another.
func below(score *Score, sub Score, weight float64) part {
	score.Missing = append(score.Missing, sub.Missing...)
	score.NotAsked = append(score.NotAsked, sub.NotAsked...)
	if !sub.Exists {
		return part{value: math.NaN(), weight: weight, asked: sub.Why != NothingAsked}
	}
	score.Used = append(score.Used, sub.Used...)
	return part{value: sub.Value, weight: weight, asked: true}
}

// goalCorrelation is ρ of the GAS formula, how far goals of one person go together, by convention.
const goalCorrelation = 0.3

func value(rule Rule, parts []part) float64 {
	var sum, weighted, weights, squares, all float64
	for _, p := range parts {
		all += p.weight
		if math.IsNaN(p.value) {
			continue
		}
		sum += p.value
		weighted += p.weight * p.value
		weights += p.weight
		squares += p.weight * p.weight
	}
	switch rule {
	case Weighted:
		return weighted
	case Mean:
		return weighted / weights
	case Prorated:
		return weighted * all / weights
	case Goals:
		return 50 + 10*weighted/math.Sqrt((1-goalCorrelation)*squares+goalCorrelation*weights*weights)
	}
	return sum
}
