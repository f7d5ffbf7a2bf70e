package instrumentpages

import (
	"rinnalla/internal/instrument"
	"rinnalla/internal/ui"
)

// scales tell how each score is worked out.
//
//i18n:keys instrument.rule.*
//i18n:keys instrument.better.*
func (v preview) scales() ui.TableProps {
	t := v.T
	table := ui.TableProps{Caption: t("instrument.scales"), CaptionHidden: true, Tight: true, Columns: []ui.Column{
		{Label: t("instrument.scale")}, {Label: t("instrument.rule")}, {Label: t("instrument.made_of")}, {Label: t("instrument.needed")},
		{Label: t("instrument.range")}, {Label: t("instrument.direction")}}}
	for _, s := range v.Definition.Scales {
		better := t("instrument.better.none")
		if s.Better != "" {
			better = t("instrument.better." + string(s.Better))
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: v.scaleName(s), Note: s.Code}, {Text: t("instrument.rule." + string(s.Rule))},
			{Text: v.madeOf(s)}, {Text: v.needed(s)}, {Text: v.rangeOf(s)}, {Text: better}}})
	}
	return table
}

func (v preview) scaleName(s instrument.Scale) string {
	if name := v.text(s.Title); name != "" {
		return name
	}
	return s.Code
}

func (v preview) madeOf(s instrument.Scale) string {
	switch {
	case s.OriginalItems > 0:
		return v.T("instrument.made_of_original", "count", s.OriginalItems)
	case len(s.Scales) > 0:
		return v.T("instrument.made_of_scales", "count", len(s.Scales))
	}
	return v.T("instrument.made_of_items", "count", len(s.Items))
}

func (v preview) needed(s instrument.Scale) string {
	if s.MinAnswered == 0 {
		return v.T("instrument.needed_all")
	}
	return v.N(int64(s.MinAnswered))
}

func (v preview) rangeOf(s instrument.Scale) string {
	r, bounded := v.RangeOf(s.Code)
	if !bounded {
		return "–"
	}
	return v.Dec(r.From, decimals(r.From)) + "–" + v.Dec(r.To, decimals(r.To))
}
