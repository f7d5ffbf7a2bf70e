package report

import (
	"cmp"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
)

// RuleInForce is a counting rule with the days of the report on which it held
// and the organisations that counted by it.
type RuleInForce struct {
	ID            access.ThingID
	Version       int64
	Period        civil.Period
	Organisations []access.OrganisationID

	Visit, Present, Conversation, Clienthood, Onward, Feedback string
}

// rule is a version of a counting rule as the facts hold it.
type rule struct {
	owner access.OrganisationID
	from  civil.Date
	RuleInForce
}

// inForce lays an organisation's own rules over the installation's, which hold
// until the first own one, and keeps what touches the period.
func inForce(all []rule, o access.OrganisationID, p civil.Period) []RuleInForce {
	var own, general []rule
	for _, r := range all {
		if r.owner == o {
			own = append(own, r)
		} else if r.owner == access.Installation {
			general = append(general, r)
		}
	}
	if len(own) > 0 {
		first := slices.MinFunc(own, byDay).from
		general = slices.DeleteFunc(general, func(r rule) bool { return !r.from.Before(first) })
	}
	line := append(general, own...)
	slices.SortFunc(line, byDay)
	var held []RuleInForce
	for i, r := range line {
		span := civil.Period{From: later(r.from, p.From), To: p.To}
		if i+1 < len(line) && line[i+1].from.Before(span.To) {
			span.To = line[i+1].from
		}
		if span.From.Before(span.To) {
			r.Period, r.Organisations = span, []access.OrganisationID{o}
			held = append(held, r.RuleInForce)
		}
	}
	return held
}

func byDay(a, b rule) int {
	return cmp.Or(a.from.Compare(b.from), cmp.Compare(a.Version, b.Version))
}

func later(a, b civil.Date) civil.Date {
	if a.After(b) {
		return a
	}
	return b
}

// together names one rule once, with everybody who counted by it.
func together(all []RuleInForce) []RuleInForce {
	var merged []RuleInForce
	for _, r := range all {
		i := slices.IndexFunc(merged, func(m RuleInForce) bool { return m.ID == r.ID && m.Period == r.Period })
		if i < 0 {
			merged = append(merged, r)
		} else {
			merged[i].Organisations = append(merged[i].Organisations, r.Organisations...)
		}
	}
	return merged
}
