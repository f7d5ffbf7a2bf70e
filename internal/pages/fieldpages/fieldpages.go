// Package fieldpages are the desk's pages of what phones sent and the gate gave
// back: the list, and one record to be mended and sent again or set aside.
package fieldpages

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/field"
	"rinnalla/internal/i18n"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// Routes are the addresses of returned field records.
func Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /field/returned", Needs: access.RecordVisits, Act: list},
		{Pattern: "GET /field/returned/{returned}", Needs: access.RecordVisits, Act: show},
		{Pattern: "POST /field/returned/{returned}", Needs: access.RecordVisits, Act: mend},
		{Pattern: "POST /field/returned/{returned}/aside", Needs: access.RecordVisits, Act: setAside},
	}
}

const listHref = "/field/returned"

func href(b field.Back) string { return listHref + "/" + b.Envelope.String() }

// listPage is the list of returned records: open ones, and what became of the others.
type listPage struct {
	web.Page
	open, settled []field.Back
}

func list(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	all, err := field.Backs(tx)
	if err != nil {
		return nil, err
	}
	p := listPage{Page: r.Page("field.returned_title")}
	for _, b := range all {
		if b.State == field.Open {
			p.open = append(p.open, b)
		} else {
			p.settled = append(p.settled, b)
		}
	}
	return web.Show(listView(p)), nil
}

func (p listPage) rows(backs []field.Back) []ui.RowItem {
	rows := make([]ui.RowItem, len(backs))
	for i, b := range backs {
		tag, tone := stateOf(p.Printer, b)
		rows[i] = ui.RowItem{
			Title: title(p.Printer, b), Href: href(b),
			Text: strings.Join(b.Reasons(p.Printer), " "), Tag: tag, TagTone: tone,
		}
	}
	return rows
}

func stateOf(p *i18n.Printer, b field.Back) (string, ui.Tone) {
	switch b.State {
	case field.Mended:
		return p.T("field.state_mended"), ui.Good
	case field.Aside:
		return p.T("field.state_aside"), ui.Plain
	default:
		return p.T("field.state_open"), ui.Warm
	}
}

// title names the record by what it is and when it was made on the phone.
func title(p *i18n.Printer, b field.Back) string {
	made := b.Made()
	if made.IsZero() {
		made = b.At
	}
	switch b.Kind {
	case "stop":
		return p.T("field.title_stop", "when", made)
	case "place":
		return p.T("field.title_place", "when", made)
	case "round":
		return p.T("field.title_round", "when", made)
	case "correction":
		return p.T("field.title_correction", "when", made)
	case "measurement":
		return p.T("field.title_measurement", "when", made)
	default:
		return p.T("field.title_unknown", "when", made)
	}
}
