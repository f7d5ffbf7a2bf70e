package xlsform

import (
	"fmt"
	"strings"

	"rinnalla/internal/instrument"
)

// scale writes a score as a row that is worked out.
func (w *writer) scale(n int, s instrument.Scale) {
	at := fmt.Sprintf("scales[%d]", n+1)
	if len(s.Reliability) > 0 || s.ErrorLimit != nil || len(s.Norms) > 0 || s.Formative || s.OriginalItems > 0 || s.Range != nil {
		w.note(at, "xlsform.left_known", "scale", s.Code)
	}
	formula := w.formula(s)
	if formula == "" {
		w.note(at, "xlsform.left_scale", "scale", s.Code)
		return
	}
	if s.MinAnswered == 0 && w.conditional(s) {
		w.note(at, "xlsform.left_asked", "scale", s.Code)
	}
	more := map[string]string{"calculation": formula, ownPrefix + "better": string(s.Better)}
	if s.Rule == instrument.Entered {
		more[ownPrefix+"rule"] = string(s.Rule)
	}
	w.row("calculate", scoreName+nameOf(s.Code), w.text("label", s.Title), more)
}

// conditional tells whether an item of a scale is asked only sometimes.
func (w *writer) conditional(s instrument.Scale) bool {
	for _, code := range s.Items {
		if item, section, _ := w.d.Item(code); item.ShowIf != nil || section.ShowIf != nil {
			return true
		}
	}
	return false
}

// formula writes how a score is worked out; "" when XLSForm has no way to say it: GAS, and a mean whose weights differ.
func (w *writer) formula(s instrument.Scale) string {
	if s.Rule == instrument.Goals || s.Rule == instrument.Mean && len(s.Weights) > 0 || s.Rule == instrument.Prorated && len(s.Weights) > 0 {
		return ""
	}
	parts := w.parts(s)
	if _, section, _ := w.d.Item(firstItem(s)); section.Repeats != nil {
		ref := parts[0].ref
		return "sum(" + ref + ") div count(" + ref + ")"
	}
	if s.Rule == instrument.Single || s.Rule == instrument.Entered {
		return parts[0].value
	}
	var refs, sums []string
	for _, p := range parts {
		refs = append(refs, p.ref)
		sums = append(sums, "if("+p.ref+" != '', "+p.weighed+", 0)")
	}
	count := "count-non-empty(" + strings.Join(refs, " | ") + ")"
	total := "(" + strings.Join(sums, " + ") + ")"
	switch s.Rule {
	case instrument.Mean:
		total += " div " + count
	case instrument.Prorated:
		total += " * " + number(float64(len(parts))) + " div " + count
	}
	least := s.MinAnswered
	if least == 0 {
		least = len(parts)
	}
	return "if(" + count + " >= " + fmt.Sprint(least) + ", " + total + ", '')"
}

// part is one part of a score: the question or score, its points, and those as the score counts them.
type part struct{ ref, value, weighed string }

func (w *writer) parts(s instrument.Scale) []part {
	var all []part
	for _, code := range s.Items {
		item, _, _ := w.d.Item(code)
		p := part{ref: "${" + nameOf(code) + "}", value: w.points(item)}
		if item.Better != "" && s.Better != "" && item.Better != s.Better {
			bounds, _ := item.Bounds() // Check has seen to it that there are some
			p.value = "(" + number(bounds.From+bounds.To) + " - " + p.value + ")"
		}
		all = append(all, p)
	}
	for _, code := range s.Scales {
		ref := "${" + scoreName + nameOf(code) + "}"
		all = append(all, part{ref: ref, value: ref})
	}
	for i, code := range append(append([]string{}, s.Items...), s.Scales...) {
		all[i].weighed = all[i].value
		if weight, given := s.Weights[code]; given && weight != 1 {
			all[i].weighed = number(weight) + " * " + all[i].value
		}
	}
	return all
}

func firstItem(s instrument.Scale) string {
	if len(s.Items) == 0 {
		return ""
	}
	return s.Items[0]
}
