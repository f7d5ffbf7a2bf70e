package fhir

import (
	"strings"

	"rinnalla/internal/instrument"
)

// expression writes how a score is worked out, in FHIRPath.
func (w *writer) expression(s instrument.Scale) string {
	parts := s.Items
	if len(s.Scales) > 0 {
		parts = make([]string, len(s.Scales))
		for i, code := range s.Scales {
			parts[i] = scoreLink + code
		}
	}
	if item, section, _ := w.d.Item(parts[0]); section.Repeats != nil {
		return w.overEntries(s, item, section)
	}
	if s.Rule == instrument.Single || s.Rule == instrument.Entered {
		return w.part(s, parts[0], 1)
	}
	least := s.MinAnswered
	if least == 0 {
		least = len(parts)
	}
	answered := "%resource.descendants().where(linkId in (" + quoted(parts) + ")).answer"
	amount := w.amount(s, parts, answered)
	return "iif(" + answered + ".count() >= " + itoa(least) + ", " + amount + ", {})"
}

func quoted(links []string) string { return "'" + strings.Join(links, "' | '") + "'" }

func (w *writer) amount(s instrument.Scale, parts []string, answered string) string {
	total := answered + ".value" + w.weighing(s) + ".sum()"
	weights := answered + ".count()"
	all := float64(len(parts))
	if total = w.simple(s, parts, total); total == "" {
		total, weights, all = w.eachPart(s, parts)
	}
	switch s.Rule {
	case instrument.Mean:
		return total + " / " + weights
	case instrument.Prorated:
		return total + " * " + number(all) + " / " + weights
	}
	return total
}

// weighing gives options their points; numbers are their own.
func (w *writer) weighing(s instrument.Scale) string {
	if len(s.Items) > 0 {
		if item, _, _ := w.d.Item(s.Items[0]); len(w.options(item)) > 0 {
			return ".weight()"
		}
	}
	return ""
}

// simple is the total when every part counts alike and none is turned over; "" otherwise.
func (w *writer) simple(s instrument.Scale, parts []string, total string) string {
	if len(s.Weights) > 0 {
		return ""
	}
	first, _, _ := w.d.Item(parts[0])
	for _, code := range s.Items {
		item, _, _ := w.d.Item(code)
		if turned(item, s) || (len(w.options(item)) > 0) != (len(w.options(first)) > 0) {
			return ""
		}
	}
	return total
}

func turned(item instrument.Item, s instrument.Scale) bool {
	return item.Better != "" && s.Better != "" && item.Better != s.Better
}

// eachPart adds the parts up one by one: a part without an answer adds nothing, and its weight neither.
func (w *writer) eachPart(s instrument.Scale, parts []string) (total, weights string, all float64) {
	var sums, counts []string
	codes := s.Items
	if len(codes) == 0 {
		codes = s.Scales
	}
	for i, link := range parts {
		weight := 1.0
		if given, there := s.Weights[codes[i]]; there {
			weight = given
		}
		all += weight
		there := "%resource.descendants().where(linkId='" + link + "').answer.exists()"
		sums = append(sums, "iif("+there+", "+w.part(s, link, weight)+", 0)")
		counts = append(counts, "iif("+there+", "+number(weight)+", 0)")
	}
	return "(" + strings.Join(sums, " + ") + ")", "(" + strings.Join(counts, " + ") + ")", all
}

// part is one part's points as the scale counts them.
func (w *writer) part(s instrument.Scale, link string, weight float64) string {
	x := "%resource.descendants().where(linkId='" + link + "').answer.value"
	item, _, known := w.d.Item(link)
	if known && len(w.options(item)) > 0 {
		x += ".weight()"
	}
	if known && turned(item, s) {
		bounds, _ := item.Bounds() // Check has seen to it that there are some
		x = "(" + number(bounds.From+bounds.To) + " - " + x + ")"
	}
	if weight != 1 {
		x = number(weight) + " * " + x
	}
	return x
}

// overEntries is a score over the entries of a section that repeats: a mean, or GAS.
func (w *writer) overEntries(s instrument.Scale, item instrument.Item, section instrument.Section) string {
	entries := "%resource.item.where(linkId='" + sectionLink + section.Code + "')"
	x := "item.where(linkId='" + item.Code + "').answer.value"
	if len(w.options(item)) > 0 {
		x += ".weight()"
	}
	if turned(item, s) {
		bounds, _ := item.Bounds()
		x = "(" + number(bounds.From+bounds.To) + " - " + x + ")"
	}
	enough := entries + ".select(" + x + ").count() >= " + itoa(s.MinAnswered)
	if s.MinAnswered == 0 { // every entry
		enough = entries + ".select(" + x + ").count() = " + entries + ".count()"
	}
	if s.Rule != instrument.Goals {
		return "iif(" + enough + ", " + entries + ".select(" + x + ").sum() / " + entries + ".select(" + x + ").count(), {})"
	}
	weight := "iif(" + x + ".exists(), 1, {})"
	if s.WeightItem != "" {
		given := "item.where(linkId='" + s.WeightItem + "').answer.value"
		weight = "iif(" + x + ".exists(), iif(" + given + ".exists(), " + given + ", 1), {})"
	}
	of := func(what string) string { return entries + ".select(" + what + ").sum()" }
	return "iif(" + enough + ", 50 + 10 * " + of("("+weight+") * ("+x+")") +
		" / (0.7 * " + of("("+weight+") * ("+weight+")") + " + 0.3 * " + of(weight) + " * " + of(weight) + ").sqrt(), {})"
}
