package xlsform

import (
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/exchange/draft"
	"rinnalla/internal/instrument"
)

// ownPrefix begins the columns that XLSForm does not have. Other programs pass over them.
const ownPrefix = "rinnalla_"

// ownSettings reads what our columns say about the instrument as a whole.
func (r *reader) ownSettings(one *row) {
	if text := one.get(ownPrefix + "purpose"); text != "" {
		r.Purpose = instrument.Purpose(text)
	}
	if text := one.get(ownPrefix + "display"); text != "" {
		r.Display = instrument.Display(text)
	}
	if text := one.get(ownPrefix + "answered_by"); text != "" {
		r.By = nil
		for _, by := range strings.Fields(text) {
			r.By = append(r.By, instrument.Answerer(by))
		}
	}
	for _, lang := range strings.Fields(one.get(ownPrefix + "languages")) {
		if !slices.Contains(r.Languages, lang) {
			r.Languages = append(r.Languages, lang)
		}
	}
	r.Summary = r.text(one, ownPrefix+"summary")
	r.Licence.Note = r.text(one, ownPrefix+"licence_note")
	r.NoTotal = r.text(one, ownPrefix+"no_total")
	if text := one.get(ownPrefix + "repeat_after_days"); text != "" {
		days, err := strconv.Atoi(text)
		if err != nil {
			r.note(one, ownPrefix+"repeat_after_days", "xlsform.not_kept", "column", ownPrefix+"repeat_after_days", "value", draft.Shown(text))
		}
		r.RepeatAfter = days
	}
}

// ownItem reads what our columns say about a question.
func (r *reader) ownItem(one *row, item *instrument.Item) {
	item.Topic = one.get(ownPrefix + "topic")
	item.Better = instrument.Direction(one.get(ownPrefix + "better"))
	item.Asked = instrument.Asked(one.get(ownPrefix + "asked"))
	item.FromLabel, item.ToLabel = r.text(one, ownPrefix+"from_label"), r.text(one, ownPrefix+"to_label")
	item.Unit = r.text(one, ownPrefix+"unit")
	if kind := instrument.Kind(one.get(ownPrefix + "kind")); kind == instrument.StepsItem || kind == instrument.SingleItem {
		item.Kind = kind
	}
}

// ownScale reads what our columns say about a score.
func (r *reader) ownScale(one *row, scale *instrument.Scale) {
	if better := one.get(ownPrefix + "better"); better != "" {
		scale.Better = instrument.Direction(better)
	}
	if one.get(ownPrefix+"rule") == string(instrument.Entered) && scale.Rule == instrument.Single {
		scale.Rule = instrument.Entered
	}
}
