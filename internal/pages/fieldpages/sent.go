package fieldpages

import (
	"encoding/json"
	"maps"
	"slices"

	"rinnalla/internal/ui"
)

// sentTable is what the phone sent, field by field as it is named on the wire:
// for records that this version of the server cannot show as what they are.
func (p onePage) sentTable() ui.TableProps {
	if p.measured != nil {
		return p.measuredTable()
	}
	t := ui.TableProps{
		Caption: p.T("field.as_sent"), CaptionHidden: true, Tight: true,
		Columns: []ui.Column{{Label: p.T("field.sent_name")}, {Label: p.T("field.sent_value")}},
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(p.back.Body), &fields); err != nil {
		t.Rows = append(t.Rows, ui.Cells(p.back.Kind, p.back.Body))
		return t
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		t.Rows = append(t.Rows, ui.Cells(name, plain(fields[name])))
	}
	return t
}

// plain is a JSON text without its quotation marks, everything else as it is.
func plain(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}
