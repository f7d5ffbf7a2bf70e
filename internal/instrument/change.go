package instrument

import (
	"maps"
	"reflect"
	"slices"
)

// Changes is what is otherwise in a later definition than in an earlier one, by the codes of items and scales.
type Changes struct {
	Added, Removed []string // items
	Asked          []string // items that are asked otherwise: kind, ends, options, conditions
	Worded         []string // items whose texts alone are other
	Scored         []string // scales that are scored otherwise, or are gone
	NewScales      []string
}

// None tells whether nothing that is asked or scored is otherwise.
func (c Changes) None() bool {
	return len(c.Added)+len(c.Removed)+len(c.Asked)+len(c.Worded)+len(c.Scored)+len(c.NewScales) == 0
}

// Compare finds the changes between two definitions.
func Compare(earlier, later Definition) Changes {
	var c Changes
	was, is := earlier.itemsByCode(), later.itemsByCode()
	for _, code := range sortedKeys(is) {
		old, there := was[code]
		switch {
		case !there:
			c.Added = append(c.Added, code)
		case !reflect.DeepEqual(old.bare(), is[code].bare()):
			c.Asked = append(c.Asked, code)
		case !reflect.DeepEqual(old, is[code]):
			c.Worded = append(c.Worded, code)
		}
	}
	for _, code := range sortedKeys(was) {
		if _, there := is[code]; !there {
			c.Removed = append(c.Removed, code)
		}
	}
	for _, s := range earlier.Scales {
		now, there := later.Scale(s.Code)
		if !there || !s.scoredAs(now, earlier, later, was, is) {
			c.Scored = append(c.Scored, s.Code)
		}
	}
	for _, s := range later.Scales {
		if _, there := earlier.Scale(s.Code); !there {
			c.NewScales = append(c.NewScales, s.Code)
		}
	}
	return c
}

func (d Definition) itemsByCode() map[string]Item {
	all := map[string]Item{}
	for _, s := range d.Sections {
		for _, i := range s.Items {
			all[i.Code] = i
		}
	}
	return all
}

// bare is an item without its texts.
func (i Item) bare() Item {
	i.Text, i.Help, i.FromLabel, i.ToLabel, i.Unit, i.Topic = nil, nil, nil, nil, nil, ""
	i.Options = slices.Clone(i.Options)
	for n := range i.Options {
		i.Options[n].Label = nil
	}
	return i
}

// scoredAs tells whether a score of the one means what a score of the other does: the same rule over items that count the same. A score
// that was entered from the owner's own form means what the score worked out from its items does, when the owner's rule is the same;
// only people can know that, so it is not found to be a difference here.
func (s Scale) scoredAs(now Scale, earlier, later Definition, was, is map[string]Item) bool {
	if s.Rule == Entered || now.Rule == Entered {
		return true
	}
	if s.Rule != now.Rule || s.MinAnswered != now.MinAnswered || s.WeightItem != now.WeightItem || s.Better != now.Better ||
		!slices.Equal(s.Items, now.Items) || !slices.Equal(s.Scales, now.Scales) || !maps.Equal(s.Weights, now.Weights) {
		return false
	}
	for _, code := range s.Items {
		if !reflect.DeepEqual(was[code].bare(), is[code].bare()) {
			return false
		}
	}
	for _, code := range s.Scales {
		a, _ := earlier.Scale(code)
		b, _ := later.Scale(code)
		if !a.scoredAs(b, earlier, later, was, is) {
			return false
		}
	}
	return true
}
